// How the keys are called on this computer: those of macOS have signs.
export const isMac = navigator.userAgent.includes('Mac');
export const commandKey = isMac ? '⌘' : 'Ctrl';
export const deleteKey = isMac ? '⌫' : 'Del';
