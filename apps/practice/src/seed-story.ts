import type { Picture } from './seed-pictures';

/** Something that somebody says in the seeded week. */
export interface Told {
  by: string;
  text: string;
  /** Hours before now; of what begins a thread. */
  ago?: number;
  /** Minutes after what is answered. */
  after?: number;
  direct?: true;
  picture?: [Picture, string];
  likes?: string[];
  boosts?: string[];
  replies?: Told[];
}
