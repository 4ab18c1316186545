export { probeSmtp } from './probe.ts';
export { sendMail } from './send.ts';
export { openSmtp, type SmtpOptions, type SmtpSession } from './session.ts';
export { writeLetter, type Letter } from './write.ts';
