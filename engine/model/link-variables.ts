/** The links that templates can show; the sender makes them, so no decision contains one. */

export const linkVariables = {
  unsubscribe: 'unsubscribe_url',
  preferences: 'preferences_url',
  confirm: 'confirm_url',
  view: 'view_online_url',
} as const;

export const linkVariableNames: readonly string[] = Object.values(linkVariables);
