export { doctorHandlers, type DoctorParts } from './api.ts';
export { probe, type ProbeOptions } from './probe.ts';
