// Where else a person can go from the mail: what the sidebar of the other pages lists, as a menu.
import { jobs } from '../../state/jobs.svelte.ts';
import { route } from '../../state/route.svelte.ts';
import { frameWords } from '../../text/frame.ts';
import { number } from '../../text/locale.ts';
import { commandKey, type MenuItem } from '../../ui/index.ts';

export const toolItems = (): MenuItem[] => [
  { label: frameWords.exportMail, icon: 'up-to', onselect: () => route.go({ name: 'export' }) },
  { label: frameWords.restore, icon: 'restore', onselect: () => route.go({ name: 'restore' }) },
  { label: frameWords.migrate, icon: 'pop', onselect: () => route.go({ name: 'migrate' }) },
  {
    label: frameWords.winmail,
    icon: 'clip',
    shortcut: `${commandKey} O`,
    onselect: () => route.go({ name: 'winmail' }),
  },
  {
    label: jobs.open.length ? `${frameWords.jobs} (${number(jobs.open.length)})` : frameWords.jobs,
    icon: 'history',
    shortcut: `${commandKey} J`,
    onselect: () => route.go({ name: 'jobs' }),
  },
  {
    label: frameWords.settings,
    icon: 'sliders',
    shortcut: `${commandKey} ,`,
    onselect: () => route.go({ name: 'settings', section: 'accounts' }),
  },
];
