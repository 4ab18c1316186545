// Messages that come in are counted by what puts them in (insertMessages). A row put into a table with a trigger, even one
// that does nothing, opens a savepoint, and at each FTS5 writes its index out (xSavepoint): for every message instead of
// once for a batch, which took half the time of reading headers.
export const plainInserts = {
  version: 3,
  sql: 'DROP TRIGGER count_insert; DROP TABLE counting;',
};
