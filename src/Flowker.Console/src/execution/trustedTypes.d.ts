interface TrustedScriptURL {
  toString(): string;
}

interface TrustedTypePolicyFactory {
  createPolicy(
    name: string,
    rules: { createScriptURL(url: string): string },
  ): { createScriptURL(url: string): TrustedScriptURL };
}

/** Not in TypeScript's own library yet; absent in browsers that do not enforce Trusted Types. */
// eslint-disable-next-line no-var -- a global of the browser is declared so
declare var trustedTypes: TrustedTypePolicyFactory | undefined;
