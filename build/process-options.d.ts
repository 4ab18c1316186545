// The types of process-options.js.
export const processFlags: readonly string[];
export function processEnv(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv;
