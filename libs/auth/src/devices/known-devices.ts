import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock, type Tx } from '@divan/platform';
import { KnownDeviceRepository } from './known-device.repository';

/** A browser in which an account signs in. */
export interface Device {
  /** For the browser's cookie; the database has its hash only. */
  token: string;
  family: string;
  /** The account signed in elsewhere before, and never here. */
  isNew: boolean;
}

/** Browsers in which accounts signed in before: known by a cookie of theirs, and by the kind of browser. */
@Injectable()
export class KnownDevices {
  constructor(
    private readonly clock: Clock,
    private readonly devices: KnownDeviceRepository,
  ) {}

  /** Notes a sign-in, in its transaction. @param token of the browser's cookie; null makes one */
  async note(tx: Tx, accountId: string, token: string | null, userAgent: string | null): Promise<Device> {
    const device = { token: token ?? randomBytes(32).toString('base64url'), family: familyOf(userAgent) };
    const known = { hash: hashOf(device.token), family: device.family };
    const { here, anywhere } = await this.devices.seen(tx, accountId, known, this.clock.now());
    return { ...device, isNew: anywhere && !here };
  }

  isKnown(tx: Tx, accountId: string, token: string): Promise<boolean> {
    return this.devices.isKnown(tx, accountId, hashOf(token));
  }
}

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

// The order matters: most browsers also name the ones that they descend from.
const BROWSERS: [RegExp, string][] = [
  [/\bEdg/, 'Edge'],
  [/\b(OPR|Opera)\b/, 'Opera'],
  [/\bFirefox\/|\bFxiOS\//, 'Firefox'],
  [/\bChrom(e|ium)\/|\bCriOS\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
];
const SYSTEMS: [RegExp, string][] = [
  [/\bWindows\b/, 'Windows'],
  [/\b(iPhone|iPad)\b/, 'iOS'],
  [/\bAndroid\b/, 'Android'],
  [/\bMac OS X\b/, 'macOS'],
  [/\bLinux\b/, 'Linux'],
];

/** Browser and system without their versions, as in `Firefox on Windows`: an update is no new device. */
export function familyOf(userAgent: string | null): string {
  const named = (list: [RegExp, string][]): string | undefined =>
    list.find(([sign]) => sign.test(userAgent ?? ''))?.[1];
  return [named(BROWSERS) ?? 'another program', named(SYSTEMS)].filter(Boolean).join(' on ');
}
