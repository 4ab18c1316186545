// What was found in a document, counted: the one place that decides what is an item, what is missing and what is a
// problem and what only a remark.
import type { WinmailDocument } from '../../api.ts';
import { isRemark, winmailWords } from '../../text/winmail.ts';

export interface Said {
  readonly what: string;
  readonly count: number;
}
export interface Found {
  readonly items: number;
  readonly readable: number;
  readonly missing: number;
  readonly problems: readonly Said[];
  readonly problemCount: number;
  readonly remarks: readonly Said[];
}

/** The same sentence once, however often it applies. */
function say(problems: WinmailDocument['problems']): readonly Said[] {
  const counts = new Map<string, number>();
  for (const { code, where } of problems) {
    const sentence = winmailWords.problem(code);
    const what = where ? winmailWords.problemAt(sentence.replace(/\.$/, ''), where) : sentence;
    counts.set(what, (counts.get(what) ?? 0) + 1);
  }
  return [...counts].map(([what, count]) => ({ what, count }));
}

export function foundIn(info: WinmailDocument): Found {
  const missing = info.parts.filter((part) => part.kind === 'reference').length;
  const others = [info.body.html ?? info.body.text, info.calendar, info.contact].filter((one) => one !== null).length;
  const items = info.parts.length + others;
  const problems = info.problems.filter(({ code }) => !isRemark(code));
  return {
    items,
    readable: items - missing,
    missing,
    problems: say(problems),
    problemCount: problems.length,
    remarks: say(info.problems.filter(({ code }) => isRemark(code))),
  };
}
