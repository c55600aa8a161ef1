import { Select, Stack, TextInput } from '@mantine/core';
import { useForm, type UseFormReturnType } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import type { Organization } from '../../api/types';

export interface OrganizationForm {
  name: string;
  timeZone: string;
}

const LONGEST_NAME = 200;

export function useOrganizationForm(organization: Organization): UseFormReturnType<OrganizationForm> {
  const { t } = useTranslation();
  return useForm<OrganizationForm>({
    initialValues: { name: organization.name, timeZone: organization.timeZone },
    validate: {
      name: (name) => (name.trim() ? null : t('required')),
      timeZone: (zone) => (zone ? null : t('required')),
    },
  });
}

function zones(present: string): string[] {
  const known = Intl.supportedValuesOf('timeZone');
  return known.includes(present) ? known : [present, ...known];
}

/** `America/Chicago` as people read it, and still found by either part. */
function zoneLabel(zone: string): string {
  return zone.replaceAll('_', ' ').replaceAll('/', ' / ');
}

export function OrganizationFields({ form }: { form: UseFormReturnType<OrganizationForm> }) {
  const { t } = useTranslation('organization');
  return (
    <Stack gap="md">
      <TextInput
        label={t('name')}
        description={t('nameHelp')}
        maxLength={LONGEST_NAME}
        dir="auto"
        withAsterisk
        {...form.getInputProps('name')}
      />
      <Select
        label={t('timeZone')}
        description={t('timeZoneHelp')}
        data={zones(form.values.timeZone).map((zone) => ({ value: zone, label: zoneLabel(zone) }))}
        searchable
        allowDeselect={false}
        limit={100}
        nothingFoundMessage={t('noZone')}
        withAsterisk
        dir="ltr"
        {...form.getInputProps('timeZone')}
      />
    </Stack>
  );
}
