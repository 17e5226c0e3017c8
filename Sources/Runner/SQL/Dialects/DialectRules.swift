/// Every rule; the more special of two that start alike stands first.
let dialectRules: [DialectRule] =
    flinkWindowRules + flinkRules + ksqlRules + risingWaveRules + sparkRules + commonRules
