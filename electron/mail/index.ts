export { createMailApi, type MailApi } from './api.ts';
