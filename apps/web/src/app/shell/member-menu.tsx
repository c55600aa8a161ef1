import { Menu, useMantineColorScheme, type MantineColorScheme } from '@mantine/core';
import { IconCheck, IconDeviceDesktop, IconLogout, IconMoon, IconSun, IconUser } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useMe } from '../../api/queries';
import { LOCALES } from '../../i18n';
import { signOut } from './sign-out';
import { changeMemberLocale } from './use-member-locale';
import { MemberButton } from './member-button';

const schemes: { value: MantineColorScheme; label: string; icon: typeof IconSun }[] = [
  { value: 'light', label: 'member.schemeLight', icon: IconSun },
  { value: 'dark', label: 'member.schemeDark', icon: IconMoon },
  { value: 'auto', label: 'member.schemeAuto', icon: IconDeviceDesktop },
];

function Chosen({ when }: { when: boolean }) {
  return when ? <IconCheck size={16} aria-hidden /> : null;
}

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
        <Menu.Divider />
        <Menu.Label>{t('member.language')}</Menu.Label>
        {LOCALES.map((locale) => (
          <Menu.Item
            key={locale}
            role="menuitemradio"
            aria-checked={i18n.language === locale}
            lang={locale}
            onClick={() => void changeMemberLocale(locale)}
            rightSection={<Chosen when={i18n.language === locale} />}
          >
            {t(`languages.${locale}`)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Label>{t('member.scheme')}</Menu.Label>
        {schemes.map(({ value, label, icon: Glyph }) => (
          <Menu.Item
            key={value}
            role="menuitemradio"
            aria-checked={colorScheme === value}
            leftSection={<Glyph size={16} aria-hidden />}
            onClick={() => setColorScheme(value)}
            rightSection={<Chosen when={colorScheme === value} />}
          >
            {t(label)}
          </Menu.Item>
        ))}
        <Menu.Divider />
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
