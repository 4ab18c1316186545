// Rules against two independent clocks: Node's zone database and another program's reading of our VTIMEZONE.
import fc from 'fast-check';
import ICAL from 'ical.js';
import { expect, test } from 'vitest';
import {
  eastern,
  romance,
  sydney,
  writeZoneDefinition,
  writeZoneStruct,
  type WrittenRule,
} from '../../../tests/support/mapi-blobs.ts';
import { readComponent } from '../../../tests/support/read-ical.ts';
import { joinLines } from './content-line.ts';
import { fromWall, offsetAt, readZoneDefinition, readZoneStruct, toWall, type ZoneRule } from './time-zone.ts';
import { zoneLines } from './vtimezone.ts';
import { windowsZones } from './windows-zones-table.ts';
import { ianaName, ianaOffset } from './zone-name.ts';

const rules: readonly [string, string, WrittenRule][] = [
  ['Romance Standard Time', 'Europe/Paris', romance],
  ['Eastern Standard Time', 'America/New_York', eastern],
  ['AUS Eastern Standard Time', 'Australia/Sydney', sydney],
  ['India Standard Time', 'Asia/Kolkata', { bias: -330 }],
];
const ruleOf = (written: WrittenRule): ZoneRule => readZoneStruct(writeZoneStruct(written))!;
const moment = fc.integer({ min: Date.UTC(2010, 0, 1) / 60_000, max: Date.UTC(2035, 0, 1) / 60_000 });

test.each(rules)('%s counts as %s does', (_, iana, written) => {
  const rule = ruleOf(written);
  fc.assert(
    fc.property(moment, (minute) => {
      expect(offsetAt(rule, minute * 60_000)).toBe(ianaOffset(iana, minute * 60_000));
    }),
    { numRuns: 300 },
  );
});

test.each(rules)('%s: a wall clock leads back to a moment that shows it', (_, __, written) => {
  const rule = ruleOf(written);
  fc.assert(
    fc.property(moment, (minute) => {
      const wall = toWall(rule, minute * 60_000);
      expect(toWall(rule, fromWall(rule, wall))).toBe(wall);
    }),
  );
});

test('a time shown twice is the first, a time skipped counts on', () => {
  const rule = ruleOf(romance);
  expect(fromWall(rule, Date.UTC(2024, 9, 27, 2, 30))).toBe(Date.UTC(2024, 9, 27, 0, 30));
  expect(fromWall(rule, Date.UTC(2024, 2, 31, 2, 30))).toBe(Date.UTC(2024, 2, 31, 1, 30));
});

test.each(rules)('%s: another program reads our VTIMEZONE alike', (name, _, written) => {
  const rule = ruleOf(written);
  const component = readComponent(
    joinLines(['BEGIN:VCALENDAR', ...zoneLines(name, rule, Date.UTC(2020, 0)), 'END:VCALENDAR']),
  );
  const zone = new ICAL.Timezone(component.getFirstSubcomponent('vtimezone')!);
  fc.assert(
    fc.property(moment, (minute) => {
      const wall = minute * 60_000;
      const at = fromWall(rule, wall);
      // Which of two moments a wall clock that is turned back means, programs disagree on.
      fc.pre([-1, 1].every((side) => offsetAt(rule, at + side * 7_200_000) === offsetAt(rule, at)));
      const read = ICAL.Time.fromDateTimeString(new Date(wall).toISOString().slice(0, 19));
      read.zone = zone;
      expect(read.toUnixTime() * 1000).toBe(at);
    }),
    { numRuns: 200 },
  );
});

test('[MS-OXOCAL] 4.1.4: the rule marked as effective is taken', () => {
  const zone = readZoneDefinition(
    Buffer.from(
      '0201300002001500500061006300690066006900630020005300740061006E0064006100720064002000540069006D006500020002013E000000D6070000000000000000000000000000E001000000000000C4FFFFFF00000A000000050002000000000000000000040000000100020000000000000002013E000200D7070000000000000000000000000000E001000000000000C4FFFFFF00000B0000000100020000000000000000000300000002000200000000000000',
      'hex',
    ),
  )!;
  expect(zone.name).toBe('Pacific Standard Time');
  expect(zone.rule.standard).toBe(-480);
  expect(zone.rule.changes?.toStandard).toMatchObject({ month: 11, day: 1 });
  expect(ianaName(zone, Date.UTC(2024, 5, 1))).toBe('America/Los_Angeles');
});

test.each([
  ['a Windows name', 'W. Europe Standard Time', romance, 'Europe/Berlin'],
  ['its case', 'w. europe STANDARD time', romance, 'Europe/Berlin'],
  ['an IANA name', 'Europe/Brussels', romance, 'Europe/Brussels'],
  [
    'a description with places',
    '(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna',
    romance,
    'Europe/Amsterdam',
  ],
  ['an old description', '(GMT+01.00) Paris/Madrid/Brussels', romance, 'Europe/Paris'],
  ['a name whose clock differs', 'W. Europe Standard Time', eastern, null],
  ['nonsense', 'Customized Time Zone', romance, null],
  ['an invented place', 'Europe/Nowhere', romance, null],
] as const)('%s', (_, name, written, iana) => {
  expect(ianaName({ name, rule: ruleOf(written) }, Date.UTC(2024, 5, 1))).toBe(iana);
});

test('Node knows every place of the table', () => {
  const unknown = [...windowsZones].filter(([, zone]) => ianaOffset(zone, 0) === null);
  expect(unknown).toEqual([]);
  expect(windowsZones.size).toBeGreaterThan(140);
});

test('garbage is refused or read, never thrown at', () => {
  const definition = writeZoneDefinition('Romance Standard Time', [romance, eastern]);
  const edited = fc.array(fc.tuple(fc.nat(definition.length - 1), fc.nat(255)), { maxLength: 10 }).map((all) => {
    const bytes = Uint8Array.from(definition);
    for (const [at, value] of all) bytes[at] = value;
    return bytes;
  });
  fc.assert(
    fc.property(fc.oneof(edited, fc.uint8Array({ maxLength: 300 })), moment, (bytes, minute) => {
      for (const rule of [readZoneDefinition(bytes)?.rule, readZoneStruct(bytes)]) {
        if (!rule) continue;
        expect(Math.abs(offsetAt(rule, minute * 60_000))).toBeLessThan(1440);
        expect(joinLines(zoneLines('x', rule, minute * 60_000))).not.toMatch(/NaN|Invalid|undefined/);
      }
    }),
    { numRuns: 2_000 },
  );
});

test.each([
  ['too short', writeZoneStruct(romance).subarray(0, 40)],
  ['an offset of two days', writeZoneStruct({ ...romance, bias: 2880 })],
])('%s is no zone', (_, bytes) => {
  expect(readZoneStruct(bytes)).toBeNull();
});
