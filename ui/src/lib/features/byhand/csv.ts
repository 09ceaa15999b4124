/** The columns of the CSV file of numbers, by the names in its header. */
export const csvColumns = ['number', 'waba_id', 'waba_name', 'alias', 'configuration_type', 'webhook_url', 'agent_uuid', 'calling_enabled', 'answer_url', 'sub_account'];
