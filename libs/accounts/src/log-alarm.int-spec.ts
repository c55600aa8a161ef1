import { alarmCleared, alarmRaised } from '@divan/ledger';
import { Database, DomainEvents, systemContext } from '@divan/platform';
import { createTestApp, type TestApp } from '../../../test/support/app';
import { newAdministrator, newMember, type SignedIn } from '../../../test/support/sign-in';

describe('an alarm of the log', () => {
  let test: TestApp;
  let admin: SignedIn;

  beforeAll(async () => {
    test = await createTestApp();
    admin = await newAdministrator(test, 'ada@rivertown.example');
    await newMember(test, admin, 'sara@rivertown.example', ['administrator']);
    await newMember(test, admin, 'agent@rivertown.example', ['agent']);
    await newAdministrator(test, 'other@hilltown.example');
    // Their invitations were mailed, too.
    await test.ownerQuery('DELETE FROM mails');
    await test.ownerQuery(`UPDATE accounts SET locale = 'fa' WHERE email = 'sara@rivertown.example'`);
  });
  afterAll(() => test.close());

  const mails = (): Promise<{ recipient: string; subject: string }[]> =>
    test.ownerQuery('SELECT recipient, subject FROM mails ORDER BY created_at, recipient');

  it('is mailed to the administrators of that organization, each in their language, and so is its end', async () => {
    const ctx = systemContext(admin.organizationId, 'ledger');
    const alarm = { kind: 'lagging' as const, source: 'integrator', reason: 'waits since 09:00', at: new Date() };
    const publish = (kind: typeof alarmRaised): Promise<void> =>
      test.app.get(Database).transaction(ctx, (tx) => test.app.get(DomainEvents).publish(tx, ctx, kind, [alarm]));
    await publish(alarmRaised);
    const raised = await mails();
    expect(raised.map(({ recipient }) => recipient)).toEqual(['ada@rivertown.example', 'sara@rivertown.example']);
    expect(raised[0]?.subject).toContain('Alarm');
    expect(raised[1]?.subject).toContain('هشدار');
    await publish(alarmCleared);
    expect((await mails()).slice(2).map(({ subject }) => subject.slice(0, 9))).toEqual([
      'All clear',
      expect.any(String),
    ]);
  });
});
