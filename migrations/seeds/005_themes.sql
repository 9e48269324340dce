-- Sets of colours. Their names are those that user_preferences.theme allows.
-- Which one is the default, and which are offered, is left to the site.
INSERT INTO public.themes (
    name, display_name, description, color_palette, css_variables, is_default, sort_order
)
VALUES
    ('default', 'AegisX', 'Colours of the platform | สีของแพลตฟอร์ม',
     '{"primary": "#0e7490", "secondary": "#475569", "success": "#15803d", "warning": "#b45309", '
     '"danger": "#b91c1c", "background": "#f8fafc", "surface": "#ffffff", "text": "#0f172a", '
     '"textMuted": "#475569", "border": "#cbd5e1"}',
     '{"--font-family": "Noto Sans Thai, Noto Sans, sans-serif", "--line-height": "1.7", '
     '"--color-scheme": "light"}',
     true, 10),
    ('light', 'สว่าง (Light)', 'Light, for bright rooms | สีสว่าง เหมาะกับห้องที่มีแสงมาก',
     '{"primary": "#1d4ed8", "secondary": "#4b5563", "success": "#166534", "warning": "#92400e", '
     '"danger": "#991b1b", "background": "#ffffff", "surface": "#f9fafb", "text": "#111827", '
     '"textMuted": "#4b5563", "border": "#d1d5db"}',
     '{"--font-family": "Noto Sans Thai, Noto Sans, sans-serif", "--line-height": "1.7", '
     '"--color-scheme": "light"}',
     false, 20),
    ('dark', 'มืด (Dark)', 'Dark, for night duty | สีมืด เหมาะกับเวรกลางคืน',
     '{"primary": "#67e8f9", "secondary": "#cbd5e1", "success": "#86efac", "warning": "#fcd34d", '
     '"danger": "#fca5a5", "background": "#0f172a", "surface": "#1e293b", "text": "#f1f5f9", '
     '"textMuted": "#cbd5e1", "border": "#475569"}',
     '{"--font-family": "Noto Sans Thai, Noto Sans, sans-serif", "--line-height": "1.7", '
     '"--color-scheme": "dark"}',
     false, 30),
    ('auto', 'ตามเครื่อง (As the computer)',
     'Light or dark as the computer says | สว่างหรือมืดตามที่เครื่องกำหนด',
     NULL,
     '{"--color-scheme": "light dark"}',
     false, 40)
ON CONFLICT (name) DO UPDATE SET
    display_name = EXCLUDED.display_name,
    description = EXCLUDED.description,
    color_palette = EXCLUDED.color_palette,
    css_variables = EXCLUDED.css_variables,
    sort_order = EXCLUDED.sort_order;
