import { z } from 'zod';
import type { Command } from '../command';
import { environmentOf } from '../operator-environment';
import { connectChannels, listChannels } from './demo-channels';
import { DemoClient } from './demo-client';
import { workInbox } from './demo-inbox';
import { joinOrSignIn, makeMembers, makeOrganization, makeTeams } from './demo-organization';
import { newState, ORGANIZATION } from './demo-people';
import { makePosts } from './demo-posts';
import { DemoFile } from './demo-state';

const schema = z.object({
  API_URL: z.url(),
  PRACTICE_URL: z.url(),
  PRACTICE_PASSWORD: z.string().min(1, 'is required: the password of the practice network’s city accounts'),
  /** Where the demo remembers what it made, with the passwords of its members. */
  DEMO_STATE_PATH: z.string().min(1),
});

export const demoCommand: Command = {
  name: 'demo',
  usage: 'demo',
  summary: `Makes the demo organization “${ORGANIZATION.name}” once. Needs a running api, worker and practice network.`,
  async run(_args, print) {
    const { API_URL, PRACTICE_URL, PRACTICE_PASSWORD, DEMO_STATE_PATH } = environmentOf(schema);
    const file = new DemoFile(DEMO_STATE_PATH, newState);
    const practice = { url: PRACTICE_URL, password: PRACTICE_PASSWORD };
    const clients = file.state.members.map((member) => new DemoClient(API_URL, member, () => file.save()));
    await file.step('everything', () => makeDemo(file, clients, practice, print));
  },
};

async function makeDemo(
  file: DemoFile,
  clients: DemoClient[],
  practice: { url: string; password: string },
  print: (text: string) => void,
): Promise<void> {
  const clientOf = (role: string): DemoClient => {
    const found = clients.find(({ member }) => member.roles.includes(role));
    if (!found) throw new Error(`The demo has no ${role}.`);
    return found;
  };
  const administrator = clientOf('administrator');
  print(`demo: making the organization “${ORGANIZATION.name}”`);
  await file.step('organization', () => makeOrganization(file));
  await joinOrSignIn(administrator, async () => {
    if (!file.state.invitationLink) await makeOrganization(file);
    return file.state.invitationLink ?? '';
  });
  const teams = await makeTeams(administrator);
  await file.step('members', () =>
    makeMembers(
      file.state.organizationId ?? '',
      administrator,
      clients.filter((client) => client !== administrator),
      teams,
    ),
  );
  print('demo: connecting the city’s accounts on the practice network');
  await file.step('channels', async () => void (await connectChannels(administrator, practice, teams)));
  // Nobody has to be led through what the demo has done already; once more changes nothing.
  await administrator.post('/v1/organization/setup-done', {});
  const [agent, publisher, approver] = [clientOf('agent'), clientOf('publisher'), clientOf('approver')];
  for (const client of [agent, publisher, approver]) await client.signIn();
  print('demo: writing, reviewing and scheduling posts');
  const channels = await listChannels(administrator);
  await file.step('posts', () => makePosts({ publisher, approver }, channels, file));
  print('demo: taking in a week of messages');
  await file.step('inbox', () => workInbox(agent, file));
}
