// Which profiles Thunderbird has, and which accounts a profile has: profiles.ini and prefs.js.
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { readHead } from '../open-file.ts';

/** Settings of the largest profiles have a few hundred kilobytes. */
const MAX_SETTINGS_BYTES = 16 * 1024 * 1024;

export interface Profile {
  readonly name: string;
  readonly folder: string;
}

/** The profiles that `folder` (the one with profiles.ini) lists and that exist, the default one first. Never throws. */
export async function listProfiles(folder: string): Promise<Profile[]> {
  const text = (await readHead(path.join(folder, 'profiles.ini'), MAX_SETTINGS_BYTES))?.toString('utf8') ?? '';
  const found: (Profile & { isDefault: boolean })[] = [];
  for (const section of text.split(/^\s*\[/m)) {
    if (!/^Profile\d+\]/.test(section)) continue;
    const value = (key: string): string | null => new RegExp(`^${key}=(.*?)\\s*$`, 'm').exec(section)?.[1] ?? null;
    const place = value('Path');
    if (place === null || place === '') continue;
    const full = value('IsRelative') === '0' ? place : path.join(folder, place);
    if (!(await isFolder(full))) continue;
    found.push({ name: value('Name') ?? path.basename(full), folder: full, isDefault: value('Default') === '1' });
  }
  return found
    .sort((a, b) => Number(b.isDefault) - Number(a.isDefault))
    .map(({ name, folder: full }) => ({ name, folder: full }));
}

export const isFolder = async (file: string): Promise<boolean> =>
  (await stat(file).catch(() => null))?.isDirectory() ?? false;

export interface ThunderbirdServer {
  readonly type: 'none' | 'pop3' | 'imap';
  readonly name: string;
  readonly folder: string;
}

/** The servers of the profile's accounts that keep mail, in the order of the accounts. Never throws. */
export async function listServers(profile: string): Promise<ThunderbirdServer[]> {
  const prefs = readPrefs((await readHead(path.join(profile, 'prefs.js'), MAX_SETTINGS_BYTES))?.toString('utf8') ?? '');
  const text = (key: string): string => prefs.get(key) ?? '';
  const ids = new Set<string>();
  for (const account of text('mail.accountmanager.accounts').split(',')) {
    const server = text(`mail.account.${account.trim()}.server`);
    if (server !== '') ids.add(server);
  }
  // An account that was removed from the list by hand still has its mail.
  for (const key of prefs.keys()) {
    const id = /^mail\.server\.(server\d+)\.type$/.exec(key)?.[1];
    if (id) ids.add(id);
  }
  const servers: ThunderbirdServer[] = [];
  for (const id of ids) {
    const type = text(`mail.server.${id}.type`);
    if (type !== 'none' && type !== 'pop3' && type !== 'imap') continue;
    const folder = await serverFolder(
      profile,
      text(`mail.server.${id}.directory-rel`),
      text(`mail.server.${id}.directory`),
    );
    const [host, user] = [text(`mail.server.${id}.hostname`), text(`mail.server.${id}.userName`)];
    const address = user.includes('@') || user === '' || type === 'none' ? user : `${user}@${host}`;
    const name = text(`mail.server.${id}.name`) || address || host;
    if (folder !== null) servers.push({ type, name, folder });
  }
  return servers;
}

/** [ProfD] stands for the profile; the absolute place may be that of another computer. */
async function serverFolder(profile: string, relative: string, absolute: string): Promise<string | null> {
  const below = /^\[ProfD\](.+)$/.exec(relative)?.[1];
  const inside = below === undefined ? null : path.join(profile, ...below.split(/[/\\]/));
  for (const folder of [inside, absolute === '' ? null : absolute])
    if (folder !== null && (await isFolder(folder))) return folder;
  return null;
}

/** user_pref("key", "text"); numbers and booleans are of no use here. */
export function readPrefs(text: string): Map<string, string> {
  const prefs = new Map<string, string>();
  const line = /^[ \t]*user_pref\("([^"\\]{1,300})",[ \t]*"((?:[^"\\\r\n]|\\[^\r\n])*)"\);/gm;
  for (const [, key = '', value = ''] of text.matchAll(line)) prefs.set(key, unescaped(value));
  return prefs;
}

const unescaped = (text: string): string =>
  text.replace(/\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))/g, (_, wide?: string, narrow?: string, one?: string) => {
    const hex = wide ?? narrow;
    if (hex !== undefined) return String.fromCharCode(parseInt(hex, 16));
    return one === 'n' ? '\n' : one === 'r' ? '\r' : (one ?? '');
  });
