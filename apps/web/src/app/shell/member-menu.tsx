import { Menu, useMantineColorScheme, type MantineColorScheme } from '@mantine/core';
import {
  IconDeviceDesktop,
  IconFingerprint,
  IconLock,
  IconLogout,
  IconMoon,
  IconShieldCheck,
  IconSun,
  IconUser,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useMe } from '../../api/queries';
import { isLocale, LOCALES } from '../../i18n';
import { lockNow } from './lock-now';
import { signOut } from './sign-out';
import { changeMemberLocale } from './use-member-locale';
import { MemberButton } from './member-button';

const schemes: { value: MantineColorScheme; label: string; icon: typeof IconSun }[] = [
  { value: 'light', label: 'member.schemeLight', icon: IconSun },
  { value: 'dark', label: 'member.schemeDark', icon: IconMoon },
  { value: 'auto', label: 'member.schemeAuto', icon: IconDeviceDesktop },
];

/** Opened from the start: its code arrives with the first click on the button that it replaces. */
export function MemberMenu() {
  const { t, i18n } = useTranslation();
  const me = useMe();
  const { colorScheme, setColorScheme } = useMantineColorScheme();

  return (
    <Menu position="bottom-end" width={240} defaultOpened>
      <Menu.Target>
        <MemberButton />
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{me.data?.member.email}</Menu.Label>
        <Menu.Item component={Link} to="/settings/profile" leftSection={<IconUser size={16} aria-hidden />}>
          {t('nav.profile')}
        </Menu.Item>
        <Menu.Item component={Link} to="/settings/my-security" leftSection={<IconFingerprint size={16} aria-hidden />}>
          {t('nav.mySecurity')}
        </Menu.Item>
        <Menu.Item component={Link} to="/verify" leftSection={<IconShieldCheck size={16} aria-hidden />}>
          {t('nav.verify')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Label>{t('member.language')}</Menu.Label>
        <Menu.RadioGroup value={i18n.language} onChange={(value) => isLocale(value) && void changeMemberLocale(value)}>
          {LOCALES.map((locale) => (
            <Menu.RadioItem key={locale} value={locale} lang={locale}>
              {t(`languages.${locale}`)}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.Label>{t('member.scheme')}</Menu.Label>
        <Menu.RadioGroup value={colorScheme} onChange={(value) => setColorScheme(value as MantineColorScheme)}>
          {schemes.map(({ value, label, icon: Glyph }) => (
            <Menu.RadioItem key={value} value={value} rightSection={<Glyph size={16} aria-hidden />}>
              {t(label)}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLock size={16} aria-hidden />} onClick={() => void lockNow()}>
          {t('member.lock')}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconLogout size={16} className="dv-flip" aria-hidden />}
          onClick={() => void signOut()}
        >
          {t('member.signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
