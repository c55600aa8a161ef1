import { Database, newId, SecretBox, type RequestContext } from '@divan/platform';
import { commit, openNote, parseCheckpoint, readNote, verifyProof, leafHash } from '@divan/transparency-log';
import { createTestApp, type TestApp } from '../../../test/support/app';
import { canonicalJson, Ledger, LedgerIntegrator, LedgerModule } from '.';
import { KeyRotation, type KeyRotationEntry } from './key-rotation.service';
import { LedgerKeys } from './ledger-keys';
import { LogProofs } from './log-proofs.service';
import { LogService } from './log.service';

let test: TestApp;
let ctx: RequestContext;
let rotation: KeyRotation;

beforeAll(async () => {
  test = await createTestApp({ modules: [LedgerModule] });
  rotation = test.app.get(KeyRotation);
});
afterAll(() => test.close());
beforeEach(async () => {
  ({ ctx } = await test.organization());
});

const append = (count: number): Promise<void> =>
  test.app.get(Database).transaction(ctx, (tx) =>
    test.app.get(Ledger).append(
      tx,
      Array.from({ length: count }, (_, n) => ({ id: newId(), entry: { n } })),
    ),
  );
const integrate = () => test.app.get(LedgerIntegrator).integrate(ctx.organizationId);
const note = (): Promise<string> => test.app.get(LogService).checkpoint(ctx);
const leaf = async (index: number): Promise<Buffer> =>
  (await test.app.get(Database).read(ctx, (tx) => test.app.get(Ledger).leaves(tx, index, index + 1)))[0]!.entry;

describe('key rotation', () => {
  it('leads who trusts only the old key to the new one, by the log itself', async () => {
    await append(3);
    await integrate();
    const [old] = await rotation.list(ctx);
    expect(old).toMatchObject({ retiredAt: null, reason: null, leafIndex: null });
    const made = await rotation.rotate(ctx, 'The laptop of Ada Byron was stolen.');
    expect(made).toMatchObject({ activeSince: null, retiredAt: null, reason: 'The laptop of Ada Byron was stolen.' });
    await append(2);
    await integrate();

    const handover = await note();
    for (const vkey of [old!.vkey, made.vkey])
      expect(parseCheckpoint(openNote(handover, [vkey]).text)).toMatchObject({ size: 6, origin: old!.origin });
    expect(readNote(handover).signatures).toHaveLength(2);
    // The leaf that names the new key is proven to the old one.
    const entry = await leaf(3);
    const proof = await test.app.get(LogProofs).inclusion(ctx, 3);
    expect(verifyProof(proof, leafHash(entry), [old!.vkey]).index).toBe(3);
    const said = JSON.parse(entry.toString()) as KeyRotationEntry;
    expect(said).toMatchObject({ type: 'divan.key-rotation', v: 1, oldVkey: old!.vkey, newVkey: made.vkey });
    expect(said.actor).toEqual({ kind: ctx.actor.kind, id: ctx.actor.id });

    await append(1);
    await integrate();
    const later = await note();
    expect(parseCheckpoint(openNote(later, [made.vkey]).text).size).toBe(7);
    expect(() => openNote(later, [old!.vkey])).toThrow('not signed by a known key');
    const keys = await rotation.list(ctx);
    expect(keys.map(({ keyId }) => keyId)).toEqual([made.keyId, old!.keyId]);
    expect(keys[0]).toMatchObject({ leafIndex: 3, retiredAt: null, firstNote: handover });
    expect(keys[1]!.retiredAt).toEqual(keys[0]!.activeSince);
  });

  it('leaves nothing personal in the log, and a commitment that can be opened', async () => {
    await append(1);
    await integrate();
    const { keyId } = await rotation.rotate(ctx, 'Ada Byron asked for it');
    await integrate();
    const entry = (await leaf(1)).toString();
    expect(entry).not.toMatch(/Ada|asked/);
    expect(entry).toBe(canonicalJson(JSON.parse(entry)));
    const [kept] = await test.ownerQuery<{ salt: Buffer }>('SELECT salt FROM ledger_key_reasons WHERE key_id = $1', [
      keyId,
    ]);
    const { commitments } = JSON.parse(entry) as KeyRotationEntry;
    expect(commitments.reason).toBe(commit(kept!.salt, 'Ada Byron asked for it'));
  });

  it('changes nothing before the first key and waits for the one before', async () => {
    await expect(rotation.rotate(ctx, 'too early')).rejects.toMatchObject({ code: 'ledger.no_checkpoint' });
    await append(1);
    await integrate();
    const tries = await Promise.allSettled([1, 2, 3].map((n) => rotation.rotate(ctx, `try ${n}`)));
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const one of tries)
      if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'ledger.rotation_waiting', status: 409 });
    await integrate();
    await rotation.rotate(ctx, 'again');
    await integrate();
    expect(await rotation.list(ctx)).toHaveLength(3);
  });

  it('is the way out when the old key cannot be opened any more', async () => {
    await append(1);
    await integrate();
    const [old] = await rotation.list(ctx);
    vi.spyOn(test.app.get(LedgerKeys)['logger'], 'warn').mockImplementation(() => undefined);
    const box = test.app.get(SecretBox);
    const open = box.open.bind(box);
    const [sealed] = await test.ownerQuery<{ key: string }>(
      'SELECT sealed_signer_key AS key FROM ledger_keys WHERE key_id = $1',
      [old!.keyId],
    );
    const lost = vi.spyOn(box, 'open').mockImplementation((text, purpose) => {
      if (text === sealed!.key) throw new Error('the key that sealed it is gone');
      return open(text, purpose);
    });
    await append(1);
    await expect(integrate()).rejects.toThrow('is gone');
    const made = await rotation.rotate(ctx, 'ENCRYPTION_KEYS was lost');
    expect(await integrate()).toMatchObject({ state: 'done', integrated: 2 });
    expect(readNote(await note()).signatures).toHaveLength(1);
    expect(openNote(await note(), [made.vkey]).verified).toEqual([old!.origin]);
    lost.mockRestore();
  });

  it('needs the key that signs to be announced in the log: a stored key alone signs nothing', async () => {
    await append(1);
    await integrate();
    const [old] = await rotation.list(ctx);
    await test.ownerQuery(
      `INSERT INTO ledger_keys SELECT organization_id, 'ffffffff', origin, 'forged', 'forged', now(), gen_random_uuid()
         FROM ledger_keys WHERE organization_id = $1`,
      [ctx.organizationId],
    );
    await append(1);
    await integrate();
    expect(openNote(await note(), [old!.vkey]).verified).toEqual([old!.origin]);
  });
});
