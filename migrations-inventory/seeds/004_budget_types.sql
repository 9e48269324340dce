-- Where the money comes from, and what it is spent on. Accounting codes are the hospital's own.
INSERT INTO inventory.budget_types (type_code, type_name, budget_class, description)
VALUES
    ('OPD', 'เงินบำรุง', 'OPERATIONAL',
     'Hospital revenue | รายได้ที่โรงพยาบาลเก็บไว้ใช้ตามระเบียบเงินบำรุง'),
    ('NHSO', 'งบ สปสช.', 'OPERATIONAL',
     'National Health Security Office, by project | งบเฉพาะโครงการของ สปสช.'),
    ('UC', 'งบหลักประกันสุขภาพถ้วนหน้า', 'OPERATIONAL',
     'Universal coverage, per head | งบเหมาจ่ายรายหัวหลักประกันสุขภาพ'),
    ('LGO', 'งบ อปท.', 'OPERATIONAL',
     'Local government | องค์กรปกครองส่วนท้องถิ่น'),
    ('SSO', 'งบประกันสังคม', 'OPERATIONAL',
     'Social security | สำนักงานประกันสังคม'),
    ('GOV', 'เงินงบประมาณแผ่นดิน', 'OPERATIONAL',
     'State budget | งบประมาณรายจ่ายประจำปี'),
    ('EMG', 'งบฉุกเฉิน', 'EMERGENCY',
     'Emergencies and epidemics | เหตุฉุกเฉินและโรคระบาด'),
    ('INV', 'งบลงทุน', 'INVESTMENT',
     'Equipment and buildings | ครุภัณฑ์และสิ่งก่อสร้าง'),
    ('RES', 'งบวิจัย', 'RESEARCH',
     'Research | งานวิจัยและพัฒนา')
ON CONFLICT (type_code) DO UPDATE SET
    type_name = EXCLUDED.type_name,
    budget_class = EXCLUDED.budget_class,
    description = EXCLUDED.description;

INSERT INTO inventory.budget_categories (category_code, category_name, description)
VALUES
    ('DRUG', 'ยาและเวชภัณฑ์', 'Drugs | ยาและเวชภัณฑ์ยา'),
    ('MED_SUP', 'เวชภัณฑ์มิใช่ยา', 'Medical supplies | วัสดุการแพทย์'),
    ('CHEM', 'สารเคมี', 'Chemicals | สารเคมีและน้ำยาฆ่าเชื้อ'),
    ('DENTAL', 'วัสดุทันตกรรม', 'Dental supplies | วัสดุที่ใช้ในงานทันตกรรม'),
    ('LAB', 'วัสดุวิทยาศาสตร์การแพทย์', 'Laboratory supplies | น้ำยาและวัสดุห้องปฏิบัติการ'),
    ('XRAY', 'วัสดุรังสีวิทยา', 'Radiology supplies | ฟิล์ม สารทึบรังสี และวัสดุเอกซเรย์')
ON CONFLICT (category_code) DO UPDATE SET
    category_name = EXCLUDED.category_name,
    description = EXCLUDED.description;
