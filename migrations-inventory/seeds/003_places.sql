-- Places that hold stock, and departments that use it, for a hospital of usual size to start with.
-- The names are the hospital's to change; the codes stay.
INSERT INTO inventory.locations (location_code, location_name, location_type)
VALUES
    ('MAIN', 'คลังยาหลัก (Main drug warehouse)', 'WAREHOUSE'),
    ('OPD', 'ห้องยาผู้ป่วยนอก (Outpatient pharmacy)', 'PHARMACY'),
    ('IPD', 'ห้องยาผู้ป่วยใน (Inpatient pharmacy)', 'PHARMACY'),
    ('ER', 'ห้องฉุกเฉิน (Emergency room)', 'EMERGENCY'),
    ('OR', 'ห้องผ่าตัด (Operating room)', 'OPERATING'),
    ('ICU', 'หอผู้ป่วยวิกฤต (Intensive care unit)', 'ICU'),
    ('WARD1', 'หอผู้ป่วย 1 (Ward 1)', 'WARD')
ON CONFLICT (location_code) DO UPDATE SET
    location_name = EXCLUDED.location_name,
    location_type = EXCLUDED.location_type;

INSERT INTO inventory.locations (location_code, location_name, location_type, parent_id)
SELECT shipped.location_code, shipped.location_name,
       shipped.location_type::inventory.location_type, parent.id
FROM (
    VALUES
        ('SUB', 'คลังย่อยสารน้ำ (Sub-store for infusions)', 'STORAGE', 'MAIN'),
        ('PROD', 'ห้องผลิตยา (Compounding room)', 'STORAGE', 'MAIN'),
        ('QUA', 'พื้นที่กักกัน (Quarantine area)', 'QUARANTINE', 'MAIN')
) AS shipped (location_code, location_name, location_type, parent_code)
JOIN inventory.locations AS parent ON parent.location_code = shipped.parent_code
ON CONFLICT (location_code) DO UPDATE SET
    location_name = EXCLUDED.location_name,
    location_type = EXCLUDED.location_type,
    parent_id = EXCLUDED.parent_id;

-- Every group under which the ministry counts the use of drugs has its departments.
INSERT INTO inventory.departments (dept_code, dept_name, consumption_group)
VALUES
    ('PHARM', 'กลุ่มงานเภสัชกรรม (Pharmacy)', 'GROUP_1'),
    ('ER', 'งานอุบัติเหตุและฉุกเฉิน (Emergency)', 'GROUP_1'),
    ('OR', 'งานห้องผ่าตัด (Operating theatre)', 'GROUP_1'),
    ('OPD', 'งานผู้ป่วยนอก (Outpatients)', 'GROUP_2'),
    ('DENT', 'กลุ่มงานทันตกรรม (Dentistry)', 'GROUP_2'),
    ('PHYSIO', 'กลุ่มงานเวชกรรมฟื้นฟู (Rehabilitation)', 'GROUP_2'),
    ('THAIMED', 'กลุ่มงานการแพทย์แผนไทย (Thai traditional medicine)', 'GROUP_2'),
    ('IPD', 'งานผู้ป่วยใน (Inpatients)', 'GROUP_3'),
    ('ICU', 'หอผู้ป่วยวิกฤต (Intensive care)', 'GROUP_3'),
    ('LABOUR', 'งานห้องคลอด (Labour room)', 'GROUP_3'),
    ('LAB', 'กลุ่มงานเทคนิคการแพทย์ (Laboratory)', 'GROUP_4'),
    ('XRAY', 'กลุ่มงานรังสีวิทยา (Radiology)', 'GROUP_4'),
    ('CSSD', 'งานจ่ายกลาง (Central sterile supply)', 'GROUP_4'),
    ('ADMIN', 'กลุ่มงานบริหารทั่วไป (Administration)', 'GROUP_4'),
    ('PCU', 'รพ.สต. ในเครือข่าย (Health centres of the network)', 'GROUP_5'),
    ('PCULGO', 'รพ.สต. ที่ถ่ายโอนแล้ว (Health centres under local government)', 'GROUP_6'),
    ('OUTSIDE', 'หน่วยงานนอกโรงพยาบาล (Outside the hospital)', 'GROUP_9')
ON CONFLICT (dept_code) DO UPDATE SET
    dept_name = EXCLUDED.dept_name,
    consumption_group = EXCLUDED.consumption_group;
