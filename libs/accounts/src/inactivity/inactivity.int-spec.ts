import { Clock } from '@divan/platform';
import { createTestApp, type TestApp } from '../../../../test/support/app';
import { newAdministrator, newMember, type SignedIn } from '../../../../test/support/sign-in';
import { InactivityService } from './inactivity.service';

const DAY_MS = 24 * 60 * 60 * 1000;

let test: TestApp;
let admin: SignedIn;
let day = 0;

beforeAll(async () => {
  test = await createTestApp();
  vi.spyOn(test.app.get(Clock, { strict: false }), 'now').mockImplementation(() => new Date(Date.now() + day * DAY_MS));
  admin = await newAdministrator(test);
});
afterAll(() => test.close());

const sweep = (): Promise<void> => test.app.get(InactivityService, { strict: false }).sweep();
const stateOf = async ({ memberId }: SignedIn): Promise<string | undefined> =>
  (await test.ownerQuery<{ state: string }>('SELECT state FROM members WHERE id = $1', [memberId]))[0]?.state;
const mailsTo = (email: string): Promise<object[]> =>
  test.ownerQuery(`SELECT FROM mails WHERE recipient = $1 AND subject LIKE 'Your access%'`, [email]);
const used = (member: SignedIn, at: number): Promise<unknown> =>
  test.ownerQuery('UPDATE members SET last_active_at = $2 WHERE id = $1', [
    member.memberId,
    new Date(Date.now() + at * DAY_MS),
  ]);
const events = (kind: string, member: SignedIn): Promise<object[]> =>
  test.ownerQuery('SELECT FROM audit_events WHERE kind = $1 AND object_id = $2', [kind, member.memberId]);

describe('members who do not use their access', () => {
  it('are warned a week before and disabled after 90 days, once each and on record', async () => {
    const idle = await newMember(test, admin, 'idle@rivertown.example', ['agent']);
    const busy = await newMember(test, admin, 'busy@rivertown.example', ['agent']);
    day = 80;
    await used(busy, 80);
    await sweep();
    expect(await mailsTo(idle.email)).toHaveLength(0);
    day = 84;
    await sweep();
    await sweep();
    expect(await mailsTo(idle.email)).toHaveLength(1);
    expect(await events('accounts.inactivity-warned', idle)).toHaveLength(1);
    expect(await stateOf(idle)).toBe('active');
    day = 92;
    await sweep();
    expect([await stateOf(idle), await stateOf(busy)]).toEqual(['disabled', 'active']);
    expect(await events('accounts.member-inactive', idle)).toHaveLength(1);
    expect(await mailsTo(busy.email)).toHaveLength(0);
  });

  it('stay when they come back in time, and count anew from then and from being enabled again', async () => {
    day = 0;
    const back = await newMember(test, admin, 'back@rivertown.example', ['agent']);
    day = 84;
    await sweep();
    await used(back, 85);
    day = 92;
    await sweep();
    expect(await stateOf(back)).toBe('active');
    day = 169;
    await sweep();
    expect(await mailsTo(back.email)).toHaveLength(2);
    day = 177;
    await sweep();
    expect(await stateOf(back)).toBe('disabled');
    await test.ownerQuery(`UPDATE members SET state = 'active', active_since = $2 WHERE id = $1`, [
      back.memberId,
      new Date(Date.now() + day * DAY_MS),
    ]);
    await sweep();
    expect(await stateOf(back)).toBe('active');
  });

  it('are never disabled without the mail, also when the policy gets stricter', async () => {
    day = 0;
    const late = await newMember(test, admin, 'late@rivertown.example', ['agent']);
    day = 200;
    await sweep();
    expect([await stateOf(late), (await mailsTo(late.email)).length]).toEqual(['active', 1]);
    day = 206;
    await sweep();
    expect(await stateOf(late)).toBe('active');
    day = 208;
    await sweep();
    expect(await stateOf(late)).toBe('disabled');
  });

  it('stay when they are the last administrator or the one who breaks the glass', async () => {
    day = 0;
    const town = await newAdministrator(test, 'alone@hilltown.example');
    const second = await newMember(test, town, 'second@hilltown.example', ['administrator']);
    await used(second, 1);
    day = 100;
    await sweep();
    day = 108;
    await sweep();
    // The one who was used last is left.
    expect([await stateOf(town), await stateOf(second)]).toEqual(['disabled', 'active']);
    const glass = await newAdministrator(test, 'glass@hilltown.example');
    await newMember(test, glass, 'third@hilltown.example', ['administrator']);
    await test.ownerQuery(
      `INSERT INTO security_policies (organization_id, phishing_resistant_roles, idle_minutes, password_sign_in, break_glass_member_id,
         inactivity_days, allow_switching, version) VALUES ($1, '{}', 30, true, $2, 90, true, 1)`,
      [glass.organizationId, glass.memberId],
    );
    day = 300;
    await sweep();
    day = 308;
    await sweep();
    expect([await stateOf(glass), (await mailsTo(glass.email)).length]).toEqual(['active', 0]);
  });
});
