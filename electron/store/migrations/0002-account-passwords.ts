// Whether a password was stored: known without asking a keychain that may be locked.
export const accountPasswords = {
  version: 2,
  sql: 'ALTER TABLE accounts ADD COLUMN has_password INTEGER NOT NULL DEFAULT 1;',
};
