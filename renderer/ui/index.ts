// The kit: components without state of the app and without calls. Words come in as props; the few words the kit says
// itself are in kit-words.svelte.ts. Shared classes (h1, lead, t2, t3, num, f12, mono, card, tb, kv, dot d1..d5, kbd,
// row, grow, g8, sr, ell, break) are in base.css. Menus, lists and hints open in the page's #above (index.html).
//
// Signs      Icon {name,size?,label?}  Mark {size?}  Spinner  Seal {state,size?,word?}  Badge {tone?,icon?}
//            Monogram {name,tone?,size?}
// Actions    Button {kind?,size?,icon?,iconAfter?,busy?,href?,...button}  IconButton {icon,name,shortcut?,size?,pressed?}
//            CopyButton {text,label?,name?}  Menu {items,align?,trigger(props)}  Tooltip {text,side?,trigger(props)}
//            MenuAt {items,label,at,onclose,back} (a context menu at a place of the window)
// Fields     TextField {label,value,hint?,error?,icon?,size?,mono?,hideLabel?,trailing?}  PasswordField  Checkbox {checked,
//            indeterminate?,label?,onchange?}  Radio {name,value,group}  Switch {checked}  Select {label,value,options}
//            Tick {ticked} (the box of a row)  Segments {label,value,options}  Chip {pressed?,onclick} or {onremove,removeName}  Field (for own controls)
// Progress   ProgressBar {value 0..1|null,label,tone?,paused?,size?,decorative?}  Ring {value,tone?,size?}
//            CountUp {value,from?}  Ledger {entries,sentence,running?,size?,rollUp?}  Sparkline {values,label}
//            LiveProgress {value,state,say} (screen readers: start, each 10 %, pause, trouble, end)  Skeleton {lines?}
// Messages   Notice {tone?,title?,live?,actions?}  ErrorNotice {what,advice,detail?}  Empty {icon,title,detail?,action?}
//            Toasts {toasts,ondismiss}  Dialog {open,title,description?,width?,foot?,onclose?}  MessageText {text,label}
//            HtmlMessage {html,label,dark,resolve,original?,blocked?,cut?,adapted?} (a stranger's HTML, sealed)
//            PdfPages {file,label} (a stranger's PDF, drawn)
//            printMessage({title,facts,text,html,resolve}) (the same on paper)
// Frames     Flow {rail,label,aside?,asideLabel?,asideWidth?,foot?}  StepRail {title,steps,current,failed?,foot?}
//            Sheet {label,padded?,head?}  Sidebar {label,foot?}  SidebarRow {icon,label,selected?,onclick}  SidebarHead
// Lists      VirtualList {count,rowHeight,row(index),endSpace?,headings?,headingHeight?,heading(which)?,onview?} with
//            reveal(index), pageSize(), focus(), anchor(), stand(anchor)
// Files      dragOut(name, sizeBytes, read) for {@attach}: dragged out of the window where the browser can
//            FolderPicker {label,path,list,create?,errorText,onlisted?}  FilePicker {label,file,list,errorText,onopen?}
export { default as Badge } from './Badge.svelte';
export { default as Button } from './Button.svelte';
export { default as Checkbox } from './Checkbox.svelte';
export { default as Chip } from './Chip.svelte';
export { default as CopyButton } from './CopyButton.svelte';
export { default as CountUp } from './CountUp.svelte';
export { default as Dialog } from './Dialog.svelte';
export { dragOut } from './drag-out.ts';
export { default as Empty } from './Empty.svelte';
export { default as ErrorNotice } from './ErrorNotice.svelte';
export { default as Field } from './Field.svelte';
export { default as FilePicker } from './FilePicker.svelte';
export { default as Flow } from './Flow.svelte';
export { default as FolderPicker } from './FolderPicker.svelte';
export { default as HtmlMessage } from './HtmlMessage.svelte';
export { default as Icon } from './Icon.svelte';
export { default as IconButton } from './IconButton.svelte';
export { iconTable, type IconName } from './icon-table.ts';
export { commandKey, deleteKey, isMac } from './key-names.ts';
export { kit, type KitWords } from './kit-words.svelte.ts';
export { default as Ledger } from './Ledger.svelte';
export { default as LiveProgress } from './LiveProgress.svelte';
export { default as Mark } from './Mark.svelte';
export { default as Menu } from './Menu.svelte';
export { default as MenuAt } from './MenuAt.svelte';
export { default as MessageText } from './MessageText.svelte';
export { default as Monogram } from './Monogram.svelte';
export { default as Notice } from './Notice.svelte';
export { default as PasswordField } from './PasswordField.svelte';
export { default as PdfPages } from './pdf/PdfPages.svelte';
export { default as ProgressBar } from './ProgressBar.svelte';
export { default as Radio } from './Radio.svelte';
export { default as Ring } from './Ring.svelte';
export { default as Seal } from './Seal.svelte';
export { default as Segments } from './Segments.svelte';
export { default as Select } from './Select.svelte';
export { default as Sheet } from './Sheet.svelte';
export { default as Sidebar } from './Sidebar.svelte';
export { default as SidebarHead } from './SidebarHead.svelte';
export { default as SidebarRow } from './SidebarRow.svelte';
export { default as Skeleton } from './Skeleton.svelte';
export { default as Sparkline } from './Sparkline.svelte';
export { default as Spinner } from './Spinner.svelte';
export { default as StepRail } from './StepRail.svelte';
export { default as Switch } from './Switch.svelte';
export { default as TextField } from './TextField.svelte';
export { default as Tick } from './Tick.svelte';
export { default as Toasts } from './Toasts.svelte';
export { default as Tooltip } from './Tooltip.svelte';
export type { FolderListing } from './folder-listing.ts';
export type { MenuItem } from './menu-item.ts';
export type { Moment } from './moment.ts';
export { printMessage, type PrintedMessage } from './print-message.ts';
export type { SealState } from './seal-state.ts';
export type { Toast } from './toast.ts';
export { default as VirtualList } from './VirtualList.svelte';
