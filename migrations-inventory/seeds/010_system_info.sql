-- What programs ask the module about itself. What a hospital may set stands in the settings.
INSERT INTO inventory.system_info (key, value)
VALUES
    ('module', 'inventory'),
    ('module_version', '1.0.0'),
    ('structure_release', '2025-12-05'),
    ('drug_standard', 'TMT'),
    ('working_code_length', '7'),
    ('drug_code_length', '24'),
    ('ministry_notice', '2025-07-29'),
    ('ministry_notice_in_force', '2025-08-20')
ON CONFLICT (key) DO UPDATE SET
    value = EXCLUDED.value;
