import type { FieldName } from '../bridge';

/** The labels of the panel, which are also the accessible names. */
export const fieldLabels: Record<FieldName, string> = {
  alias: 'Alias',
  configurationType: 'Configuration Type',
  webhookUrl: 'Webhook URL',
  aiAgent: 'AI Agent',
  calling: 'Enable WhatsApp Calling',
  answerUrl: 'Answer URL',
  accountMapping: 'Account Mapping',
  number: 'Number',
  wabaId: 'WABA ID',
  wabaName: 'WABA name',
  confirmName: 'Name to confirm',
  lastDigits: 'Last four digits',
  accountName: 'Name',
  authId: 'Auth ID',
  authToken: 'Auth Token',
  apiAddress: 'API address',
  customer: 'Customer number',
  recipient: 'Recipient',
};

export const listOf = (fields: FieldName[]) => fields.map((field) => fieldLabels[field]).join(', ');
