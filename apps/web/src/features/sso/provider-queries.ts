import { useMutation, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { api } from '../../api/client';
import { queryClient } from '../../api/queries';
import type { IdentityProvider, ProviderTest } from '../../api/types';

export const IDENTITY_PROVIDERS = 'identity-providers';

export function useProviders(): UseQueryResult<{ items: IdentityProvider[] }> {
  return useQuery({
    queryKey: [IDENTITY_PROVIDERS],
    queryFn: ({ signal }) => api.get<{ items: IdentityProvider[] }>('/identity-providers', { signal }),
  });
}

export function useProvider(id: string): UseQueryResult<IdentityProvider> {
  return useQuery({
    queryKey: [IDENTITY_PROVIDERS, id],
    queryFn: ({ signal }) => api.get<IdentityProvider>(`/identity-providers/${id}`, { signal }),
  });
}

function settled(): Promise<void> {
  return queryClient.invalidateQueries({ queryKey: [IDENTITY_PROVIDERS] });
}

export interface OidcRequest {
  issuer: string;
  clientId: string;
  authentication: 'private_key_jwt' | 'client_secret';
  clientSecret?: string;
  requiredAcr: string | null;
  scopes: string[];
}

export interface SamlRequest {
  entityId: string;
  ssoUrl: string;
  certificates: string[];
  requiredAuthnContexts: string[];
  emailAttribute: string | null;
}

/** What is left out stays. */
export interface ProviderChange {
  name?: string;
  oidc?: OidcRequest;
  saml?: SamlRequest;
  domains?: string[];
  groupsClaim?: string | null;
  roleMapping?: { group: string; roleId: string }[];
  defaultRoles?: string[];
  jit?: boolean;
  phishingResistant?: boolean;
  enabled?: boolean;
}

export function useAddProvider() {
  return useMutation({
    mutationFn: (wanted: ProviderChange & { kind: 'oidc' | 'saml' }) =>
      api.post<IdentityProvider>('/identity-providers', wanted),
    onSettled: settled,
  });
}

export function useChangeProvider(provider: IdentityProvider) {
  return useMutation({
    mutationFn: (change: ProviderChange) =>
      api.patch<IdentityProvider>(`/identity-providers/${provider.id}`, change, { ifMatch: provider.version }),
    onSuccess: (changed) => queryClient.setQueryData([IDENTITY_PROVIDERS, provider.id], changed),
    onSettled: settled,
  });
}

export function useRemoveProvider() {
  return useMutation({
    mutationFn: (provider: IdentityProvider) =>
      api.delete(`/identity-providers/${provider.id}`, { ifMatch: provider.version }),
    onSettled: settled,
  });
}

export function useVerifyDomain(provider: IdentityProvider) {
  return useMutation({
    mutationFn: (name: string) =>
      api.post(`/identity-providers/${provider.id}/domains/${encodeURIComponent(name)}/verify`),
    onSettled: settled,
  });
}

export function useTestProvider(provider: IdentityProvider) {
  return useMutation({
    mutationFn: () => api.post<ProviderTest>(`/identity-providers/${provider.id}/test`),
  });
}
