export { probeSmtp } from './probe.ts';
export { openSmtp, type SmtpOptions, type SmtpSession } from './session.ts';
