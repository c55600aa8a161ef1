import {
  buildTiles,
  canonicalJson,
  formatCheckpoint,
  formatProof,
  generateNoteKey,
  inclusionProof,
  leafHash,
  noteSigner,
  paragraph,
  rootHash,
  signNote,
  utf8Bytes,
  VERDICT_TEXTS,
  VERDICT_WORDS,
  verifyEvidence,
} from '@divan/transparency-log';
import { fireEvent, screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import english from '../../i18n/en/verify.json';
import { renderScreen } from '../../test/render';
import { VerifyPage } from './verify-page';

const key = generateNoteKey('log.example/rivertown');
const entries = Array.from({ length: 7 }, (_, n) => utf8Bytes(canonicalJson({ n, type: 'test' })));
const hashes = entries.map(leafHash);
const noteOf = (size: number): string => {
  const text = formatCheckpoint({ origin: 'log.example/rivertown', size, root: rootHash(hashes.slice(0, size)) });
  return signNote(text, noteSigner(key.skey));
};
const proof = formatProof({ index: 3, proof: inclusionProof(3, 7, buildTiles(hashes)), checkpoint: noteOf(7) });

/** jsdom's files cannot be read. */
function file(name: string, content: string | Uint8Array): File {
  const bytes = typeof content === 'string' ? utf8Bytes(content) : content;
  return Object.assign(new File([], name), { arrayBuffer: () => Promise.resolve(Uint8Array.from(bytes).buffer) });
}

const open = (locale: 'en' | 'fa' = 'en') =>
  renderScreen(<VerifyPage />, { at: '/verify', path: '/verify', signedIn: false, locale });
const choose = (field: 'files' | 'held', ...files: File[]): void => {
  fireEvent.change(screen.getByTestId(field), { target: { files } });
};
const paste = (text: string): void => {
  fireEvent.change(screen.getByRole('textbox'), { target: { value: text } });
};
const verify = (name = 'Verify'): void => void fireEvent.click(screen.getByRole('button', { name }));

describe('verifying on this device', () => {
  it('says the same paragraph as the command, without a server and without signing in', async () => {
    const { api } = await open();
    await screen.findByText('Nothing verified yet');
    choose('files', file('leaf-3.tlog-proof', proof), file('entry.json', entries[3] ?? ''));
    choose('held', file('old.note', noteOf(7)));
    paste(`# rivertown\n${key.vkey}\n`);
    const before = api.requests.length;
    verify();
    const verdict = await screen.findByRole('region', { name: 'Verdict' });
    expect(document.activeElement).toBe(verdict);
    const read = (content: string | Uint8Array) => (typeof content === 'string' ? utf8Bytes(content) : content);
    const expected = await verifyEvidence({
      vkeys: [key.vkey],
      files: [
        { name: 'leaf-3.tlog-proof', read: () => read(proof) },
        { name: 'entry.json', read: () => read(entries[3] ?? '') },
      ],
      held: [{ name: 'old.note', read: () => read(noteOf(7)) }],
    });
    expect(expected.verified).toBe(true);
    const plain = (text: string | null): string => (text ?? '').replace(/[\u2068\u2069]/g, '');
    const said = within(verdict)
      .getAllByRole('listitem')
      .map(({ textContent }) => plain(textContent));
    expect(`Verified. ${said.join(' ')}`).toBe(paragraph(expected));
    expect(api.requests.length).toBe(before);
  });

  it('names what failed, first', async () => {
    await open();
    choose(
      'files',
      file('leaf-3.tlog-proof', proof),
      file('entry.json', entries[4] ?? ''),
      file('picture.png', 'hello'),
    );
    paste(key.vkey);
    verify();
    const verdict = await screen.findByRole('region', { name: 'Verdict' });
    within(verdict).getByRole('heading', { name: 'NOT VERIFIED.' });
    const [first, second] = within(verdict).getAllByRole('listitem');
    expect(first?.textContent).toContain('picture.png');
    expect(second?.textContent).toContain('Leaf 3: the entry given is not in the log at this place.');
  });

  it('asks for what is missing, and says what is wrong with a key', async () => {
    await open();
    await screen.findByText('Nothing verified yet');
    verify();
    await screen.findByText('Choose at least one file.');
    await screen.findByText(/Without a key there is nothing to trust/);
    choose('files', file('leaf-3.tlog-proof', proof));
    paste('nonsense');
    verify();
    await screen.findByText(/This is no verifier key: not a key in the form name\+hash\+base64/);
    expect(screen.getByRole('textbox').getAttribute('aria-invalid')).toBe('true');
  });

  it('takes files back, and forgets the verdict on them', async () => {
    await open();
    choose('files', file('leaf-3.tlog-proof', proof), file('entry.json', entries[3] ?? ''));
    paste(key.vkey);
    verify();
    await screen.findByRole('region', { name: 'Verdict' });
    fireEvent.click(screen.getByRole('button', { name: 'Remove entry.json' }));
    expect(screen.queryByRole('region', { name: 'Verdict' })).toBeNull();
    expect(screen.queryByText('entry.json')).toBeNull();
  });

  it('takes dropped files', async () => {
    await open();
    const zone = screen.getByTestId('files').parentElement ?? document.body;
    fireEvent.drop(zone, { dataTransfer: { files: [file('dropped.note', noteOf(7))] } });
    await screen.findByText('dropped.note');
  });

  it('speaks Persian', async () => {
    await open('fa');
    choose('files', file('leaf-3.tlog-proof', proof), file('entry.json', entries[3] ?? ''));
    paste(key.vkey);
    verify('راستی‌آزمایی');
    const verdict = await screen.findByRole('region', { name: 'نتیجه' });
    within(verdict).getByRole('heading', { name: 'تأیید شد.' });
    expect(verdict.textContent).toContain('مدخل داده‌شده همان مدخل ۳ دفتر است');
  });
});

it('has the words of the command', () => {
  const flat = Object.entries(english.statements).flatMap(([code, text]): [string, string][] =>
    typeof text === 'string' ? [[code, text]] : Object.entries(text).map(([part, said]) => [`${code}.${part}`, said]),
  );
  expect(Object.fromEntries(flat)).toEqual(VERDICT_TEXTS);
  expect(english.words).toEqual(VERDICT_WORDS);
});
