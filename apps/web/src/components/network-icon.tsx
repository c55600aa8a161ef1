import {
  IconBrandBluesky,
  IconBrandFacebook,
  IconBrandInstagram,
  IconBrandLinkedin,
  IconBrandMastodon,
  IconBrandThreads,
  IconBrandTiktok,
  IconBrandTwitch,
  IconBrandX,
  IconBrandYoutube,
  IconWorld,
  type Icon,
} from '@tabler/icons-react';

const glyphs: Record<string, Icon> = {
  bluesky: IconBrandBluesky,
  facebook: IconBrandFacebook,
  instagram: IconBrandInstagram,
  linkedin: IconBrandLinkedin,
  mastodon: IconBrandMastodon,
  threads: IconBrandThreads,
  tiktok: IconBrandTiktok,
  twitch: IconBrandTwitch,
  x: IconBrandX,
  youtube: IconBrandYoutube,
};

const names: Record<string, string> = {
  bluesky: 'Bluesky',
  mastodon: 'Mastodon',
  linkedin: 'LinkedIn',
  tiktok: 'TikTok',
  youtube: 'YouTube',
  x: 'X',
};

export function networkName(network: string): string {
  return names[network] ?? network.charAt(0).toUpperCase() + network.slice(1);
}

interface NetworkIconProps {
  network: string;
  size?: number;
  /** Beside the network's name or handle the glyph adds nothing for a screen reader. */
  decorative?: boolean;
}

export function NetworkIcon({ network, size = 16, decorative = false }: NetworkIconProps) {
  const Glyph = glyphs[network] ?? IconWorld;
  const label = decorative ? { 'aria-hidden': true } : { role: 'img', 'aria-label': networkName(network) };
  return <Glyph size={size} stroke={1.75} {...label} />;
}
