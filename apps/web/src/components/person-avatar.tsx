import { Avatar } from '@mantine/core';
import { NetworkIcon } from './network-icon';
import classes from './person-avatar.module.css';

interface PersonAvatarProps {
  name: string;
  url?: string | null | undefined;
  /** Shows the network's mark in the corner. */
  network?: string;
  size?: number;
}

function initials(name: string): string {
  const words = name.trim().split(/\s+/u).filter(Boolean);
  const letters = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  return letters.map((word) => Array.from(word ?? '')[0]?.toLocaleUpperCase() ?? '').join('\u200c');
}

function hueOf(name: string): number {
  let hash = 0;
  for (const char of name) hash = (hash * 31 + (char.codePointAt(0) ?? 0)) % 360;
  return Math.floor(hash / 40) % 9;
}

/** Always beside the person's name, hence without a text of its own. */
export function PersonAvatar({ name, url, network, size = 36 }: PersonAvatarProps) {
  return (
    <span className={classes.wrap} aria-hidden>
      <Avatar
        src={url ?? null}
        alt=""
        size={size}
        radius="50%"
        className={classes.avatar}
        data-hue={hueOf(name)}
        imageProps={{ loading: 'lazy', referrerPolicy: 'no-referrer' }}
      >
        {initials(name)}
      </Avatar>
      {network ? (
        <span className={classes.network}>
          <NetworkIcon network={network} size={11} decorative />
        </span>
      ) : null}
    </span>
  );
}
