// One action of a menu.
import type { IconName } from './icon-table.ts';

export interface MenuItem {
  label: string;
  icon?: IconName;
  /** Printed at the right, e.g. "Ctrl J". */
  shortcut?: string;
  danger?: boolean;
  /** Makes it one of a choice: true shows a check. */
  checked?: boolean;
  disabled?: boolean;
  /** Language of the label where it is not the page's. */
  lang?: string;
  onselect: () => void;
}
