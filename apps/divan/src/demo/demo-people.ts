import { randomBytes } from 'node:crypto';
import type { DemoMember, DemoState } from './demo-state';

export const ORGANIZATION = { name: 'City of Rivertown', timeZone: 'America/Chicago' };

export const TEAMS = ['Communications', '311 Service Center', 'Transit'] as const;
type TeamName = (typeof TEAMS)[number];

interface Person {
  name: string;
  email: string;
  role: string;
  teams: TeamName[];
  locale: 'en' | 'fa';
}

const person = (name: string, role: string, teams: TeamName[], locale: 'en' | 'fa' = 'en', alias?: string): Person => ({
  name,
  email: `${alias ?? name.split(' ')[0]?.toLowerCase()}@rivertown.example`,
  role,
  teams,
  locale,
});

/** One member for each kind of work. The first makes everything else. */
export const PEOPLE: readonly Person[] = [
  person('Amelia Stone', 'administrator', ['Communications']),
  person('Noah Park', 'publisher', ['Communications', 'Transit']),
  person('Grace Obi', 'approver', ['Communications', 'Transit']),
  person('شیرین رحیمی', 'agent', ['311 Service Center', 'Transit'], 'fa', 'shirin'),
  person('Daniel Reyes', 'records-officer', ['Communications']),
  person('Mei Tanaka', 'analyst', ['311 Service Center']),
  person('Jonas Lind', 'auditor', ['Communications']),
];

/** One password for all of them: they are six faces of whoever tries Divan out. */
export function newState(): DemoState {
  const password = `lantern-harbor-${randomBytes(5).toString('hex')}`;
  const members = PEOPLE.map(({ name, email, role }): DemoMember => ({ name, email, password, roles: [role] }));
  return { begunAt: new Date().toISOString(), members, done: [] };
}
