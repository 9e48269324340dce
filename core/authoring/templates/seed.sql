-- Settings of the module as they are shipped. Loading them again adds what is missing and brings
-- what a later version changes; what the hospital changed stays.
INSERT INTO {{schema}}.settings (setting_key, setting_value, description)
VALUES
    ('title_th', '{{titleTh}}', 'Title of the module in Thai | ชื่อโมดูลภาษาไทย'),
    ('title_en', '{{titleEn}}', 'Title of the module in English | ชื่อโมดูลภาษาอังกฤษ')
ON CONFLICT (setting_key) DO UPDATE SET
    setting_value = EXCLUDED.setting_value,
    description = EXCLUDED.description;
