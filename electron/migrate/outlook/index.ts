// Outlook data files (.pst, .ost).
export { createOutlookSource } from './source.ts';
