// What mail programs call the inbox where it has no other mark: in lower case.
export const inboxNames: ReadonlySet<string> = new Set([
  'inbox',
  'in',
  'boîte de réception',
  'courrier entrant',
  'messages reçus',
  'posteingang',
  'eingang',
  'posta in arrivo',
  'bandeja de entrada',
  'caixa de entrada',
  'postvak in',
]);
