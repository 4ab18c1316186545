// What Outlook keeps: data files (.pst, .ost), and single messages among other message files.
export { createOutlookSource } from './source.ts';
export { itemEvents } from './item-events.ts';
