// What people do to their mail, and its way to the servers.
export { createChanges, type Changes } from './changes.ts';
