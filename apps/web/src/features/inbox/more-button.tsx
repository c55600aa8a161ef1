import type { ComponentPropsWithRef } from 'react';
import { ActionIcon } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

export function MoreButton(props: Omit<ComponentPropsWithRef<'button'>, 'style' | 'color'>) {
  const { t } = useTranslation('inbox');
  return (
    <ActionIcon aria-haspopup="menu" variant="default" size={30} aria-label={t('conversation.more')} {...props}>
      <IconDots size={18} aria-hidden />
    </ActionIcon>
  );
}
