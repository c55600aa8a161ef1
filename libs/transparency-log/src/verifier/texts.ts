import type { Statement, Verdict } from './statements';

/** English words of every statement; the web client has the same in its languages. Numbers stand where no plural is needed. */
export const TEXTS = {
  'head.signed': 'The head of the log “{{origin}}” at size {{size}} carries a valid signature of the key {{key}}.',
  'head.cosigned': 'The witness “{{witness}}” cosigned this head at {{time}}.',
  'head.malformed': 'The checkpoint in {{file}} cannot be read: {{reason}}.',
  'head.otherKey':
    'Signature by another key: the checkpoint in {{file}} is signed by {{key}}, and not by a key you trust ({{trusted}}).',
  'head.retiredKey':
    'Retired key: the checkpoint in {{file}} (size {{size}}) is signed by the key {{key}} alone, which entry {{leaf}} of the log had handed on before.',
  'head.wrongSignature':
    'Wrong signature: the checkpoint in {{file}} was altered after it was signed, or was never signed by “{{name}}”.',
  'head.otherLog': 'Another log: the checkpoint in {{file}} is of “{{origin}}”, and not of “{{expected}}”.',
  'tree.complete':
    'Every entry of the log up to this head (size {{size}}) was hashed anew, and together they give exactly the root that was signed: none was changed, removed, added or moved.',
  'tree.differs':
    'The log does not give the root that was signed at size {{size}}: something among the entries {{from}} to {{to}} was changed, removed, added or moved.',
  'copy.complete':
    'The hashes of all leaves up to this head (size {{size}}) give exactly the root that was signed, and every entry that a row of the copy carries is the one that was signed.',
  'tiles.agree': 'The stored tiles ({{tiles}}) hold exactly the hashes that the entries give.',
  'tile.changed': 'Tile {{tile}}: the stored hashes were changed (first at place {{place}}); the entries are intact.',
  'tile.missing': 'Tile {{tile}}: the stored hashes are missing.',
  'log.rolledBack':
    'Rolled back: the log is shorter (size {{size}}) than the checkpoint you hold (size {{held}}). Entries that were signed are gone.',
  'log.forked':
    'Fork: this log and the checkpoint you hold (size {{held}}) cannot both be true. The history among the entries {{from}} to {{to}} was rewritten after it was signed.',
  'log.unavailable': 'The log could not be read at {{path}}: {{reason}}.',
  'log.forkAcknowledged':
    'Entry {{leaf}} of the log says that it goes on from size {{size}} of “{{origin}}”, of which entries up to size {{lost}} were lost. Trust its new key only if you obtained it on a way you trust.',
  'held.extended':
    'This log begins with exactly the entries of the checkpoint you hold (size {{held}}): nothing before it was changed or removed since.',
  'held.same': 'The checkpoint you hold (size {{held}}) and this head are of one and the same log.',
  'held.none':
    'No older checkpoint was given, so this says nothing about what may have been rewritten before this head was signed.',
  'held.unlinked':
    'Whether this head (size {{size}}) extends the checkpoint you hold (size {{held}}) was not checked: that needs the log, a whole copy or a consistency proof.',
  'heads.consistent':
    'All checkpoints found ({{count}}) are heads of this one log, each an extension of those before it.',
  'leaf.changed': 'Leaf {{leaf}}: entry changed. It is not what was signed.',
  'leaf.hashChanged': 'Leaf {{leaf}}: leaf hash changed. The entry itself is intact.',
  'leaf.disagrees': 'Leaf {{leaf}}: the entry and the stored hash do not agree.',
  'leaf.missing': 'Leaf {{leaf}}: entry missing. It was deleted, or the log was cut off there.',
  'leaf.inserted': 'Leaf {{leaf}}: an entry was inserted here, and those after it moved down by one.',
  'leaf.removed': 'Leaf {{leaf}}: an entry was removed here, and those after it moved up by one.',
  'leaf.swapped': 'Leaves {{leaf}} and {{other}}: the two entries were swapped.',
  'leaf.repeated': 'Leaf {{leaf}}: the index is used more than once.',
  'leaves.unseen':
    'Of some leaves ({{count}}) the copy holds no row: they are entries of other kinds, or rows that are missing from the copy. Which, takes the log.',
  'entry.included': 'The entry given is entry {{leaf}} of the log, unchanged, under the head of size {{size}}.',
  'entry.notIncluded':
    'Leaf {{leaf}}: the entry given is not in the log at this place. It was changed, or the proof is of another entry.',
  'entry.found': 'The entry given is entry {{leaf}} of the log, unchanged.',
  'entry.notFound': 'The entry given is nowhere in the log: it was changed, or removed from the log.',
  'entry.none': 'The proof in {{file}} is for entry {{leaf}}, which was not given; only the signature was checked.',
  'rows.agree': 'The rows given ({{rows}}) say what their entries in the log say.',
  'rows.unbound':
    'Rows that nothing ties to the log ({{rows}}): besides them it takes the log, pages with the hashes of all leaves, or a proof of each.',
  'entries.unbound':
    'Entries that nothing given ties to the log ({{count}}): that takes the log, a copy, or a proof of each.',
  'rows.listed': 'Rows from lists for reading ({{rows}}) carry no entry; comparing them takes the log.',
  'rows.outside':
    'Of some entries of the log ({{count}}) the copy holds no row, and it does not say that it reaches so far.',
  'rows.waiting': 'Rows not yet in the log ({{rows}}): they are newer than the newest entry, or nearly so.',
  'rows.uncovered': 'Rows above the signed head ({{rows}}) were not checked.',
  'row.changed':
    'Leaf {{leaf}}: {{field}} of the row was changed. It says “{{row}}”; the signed entry says “{{entry}}”.',
  'row.otherEntry': 'Leaf {{leaf}}: the row {{id}} carries another entry than the log has at this place.',
  'row.missing': 'Leaf {{leaf}}: row missing. The log says that {{id}} happened; the copy does not hold it.',
  'row.repeated': 'Leaf {{leaf}}: more than one row claims this place; one of them is {{id}}.',
  'row.notLogged':
    'Row {{id}} of {{at}} has no entry in the log, although the log goes on to {{newest}}: its entry was removed before it was signed, or the row was never of this log.',
  'content.proved': 'The content given ({{contents}}) is, byte for byte, what the entries committed to.',
  'content.unknown': 'The content given is not what the entry committed to under this salt.',
  'content.erased':
    'The content of some rows ({{rows}}) has been erased. What it said can no longer be shown; that the entries are authentic still can.',
  'content.absent': 'Content that was not given, or was given without its salt ({{contents}}), was not checked.',
  'content.changed': 'Leaf {{leaf}}: content changed. The “{{part}}” of it is not what the entry committed to.',
  'content.missing': 'Leaf {{leaf}}: content removed. The entry committed to a “{{part}}”, and there is none.',
  'content.added': 'Leaf {{leaf}}: content added. There is a “{{part}}” that the entry did not commit to.',
  'content.unsalted':
    'Leaf {{leaf}}: content without its salt. There is a “{{part}}”, and nothing to compare it with the entry by.',
  'copy.gap': 'The copy has a gap: the hashes of the leaves {{from}} to {{to}} are not in it.',
  'copy.stops': 'The copy ends at leaf {{to}}, before the newest head it names (size {{size}}).',
  'rotation.followed':
    'Entry {{leaf}} of the log hands over from the key {{old}} to the key {{new}}, under a head that the old key signed.',
  'rotation.unproven':
    'Entry {{leaf}} of the log names {{new}} as the successor of the key {{old}}, but no head signed by the old key covers it. Obtain the checkpoint of the handover, or the new key, on a way you trust.',
  'file.unreadable': 'The file {{file}} cannot be used: {{reason}}.',
  'file.unused': 'The file {{file}} was not used: it names no record that was given.',
  'nothing.given': 'Nothing that could be verified was given.',
  more: 'There are more of these ({{count}}).',
} as const;

/** One statement in English. */
export function sentence({ code, params }: Statement): string {
  return TEXTS[code].replace(/\{\{(\w+)\}\}/g, (_, name: string) => harmless(params[name] ?? '?'));
}

/** What a row says is quoted in the verdict; it must not look like a verdict, nor steer a terminal or turn the text around. */
export function harmless(value: string | number): string {
  return String(value)
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/gu, '\ufffd')
    .replace(/[“”]/g, '"');
}

/** What holds a verdict's sentences together. */
export interface VerdictWords {
  verified: string;
  notVerified: string;
  /** Before what was proved, where something else failed. */
  holds: string;
  /** Before what was not checked. */
  notShown: string;
}

export const WORDS: VerdictWords = {
  verified: 'Verified.',
  notVerified: 'NOT VERIFIED.',
  holds: 'What does hold:',
  notShown: 'Not shown:',
};

/** The verdict as one paragraph: what failed first, then what was proved, then what was not checked. */
export function paragraph({ verified, statements }: Verdict, words = WORDS, say = sentence): string {
  const said = (outcome: Statement['outcome']): string[] =>
    statements.filter((statement) => statement.outcome === outcome).map((statement) => say(statement));
  const [failed, proved, open] = [said('failed'), said('proved'), said('open')];
  return [
    verified ? words.verified : words.notVerified,
    ...failed,
    ...(failed.length > 0 && proved.length > 0 ? [words.holds] : []),
    ...proved,
    ...(open.length > 0 ? [words.notShown] : []),
    ...open,
  ].join(' ');
}
