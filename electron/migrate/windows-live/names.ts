// Windows Live Mail cuts the names of folders and adds three digits: "Imported Fo ca6". The cut part is only in its database.

/** A folder's name as a person knows it, as far as the disk tells. */
export const shownName = (name: string): string => name.replace(/^(.{1,11}) [0-9a-f]{3}$/, '$1');

/** "Example (user f01)" is the account Example of user. */
export const shownAccount = (name: string): string =>
  name.replace(/ ([0-9a-f]{3})\)$/, ')').replace(/ [0-9a-f]{3}$/, '');
