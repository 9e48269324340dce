-- How drugs are bought under the procurement act of 2017, for whom, and how they leave the store.
INSERT INTO inventory.purchase_methods (method_code, method_name, description)
VALUES
    ('EMARKET', 'ตลาดอิเล็กทรอนิกส์ (e-market)',
     'Open invitation: e-market | ประกาศเชิญชวนทั่วไปด้วยวิธีตลาดอิเล็กทรอนิกส์'),
    ('EBIDDING', 'ประกวดราคาอิเล็กทรอนิกส์ (e-bidding)',
     'Open invitation: e-bidding | ประกาศเชิญชวนทั่วไปด้วยวิธีประกวดราคาอิเล็กทรอนิกส์'),
    ('QUOTE', 'สอบราคา',
     'Open invitation: sealed quotation | ประกาศเชิญชวนทั่วไปด้วยวิธีสอบราคา'),
    ('SELECT', 'วิธีคัดเลือก',
     'Selection: at least three are invited | เชิญผู้ประกอบการไม่น้อยกว่าสามราย'),
    ('SPECIFIC', 'วิธีเฉพาะเจาะจง',
     'Specific: one is invited | เชิญผู้ประกอบการรายใดรายหนึ่ง')
ON CONFLICT (method_code) DO UPDATE SET
    method_name = EXCLUDED.method_name,
    description = EXCLUDED.description;

INSERT INTO inventory.purchase_types (type_code, type_name, description)
VALUES
    ('OWN', 'จัดซื้อเอง', 'Bought by the hospital alone | โรงพยาบาลจัดซื้อเอง'),
    ('PROVINCE', 'จัดซื้อร่วมระดับจังหวัด', 'Bought jointly by the province | ร่วมกันภายในจังหวัด'),
    ('REGION', 'จัดซื้อร่วมระดับเขต',
     'Bought jointly by the health region | ร่วมกันภายในเขตสุขภาพ'),
    ('NATIONAL', 'จัดซื้อร่วมระดับประเทศ', 'Bought jointly by the country | ร่วมกันทั้งประเทศ'),
    ('VMI', 'ผู้ขายบริหารคลังให้ (VMI)',
     'The vendor keeps up the stock | ผู้ขายดูแลยอดคงคลังและเติมยาให้'),
    ('URGENT', 'จัดซื้อเร่งด่วน', 'Urgent purchase | จำเป็นเร่งด่วน รอแผนไม่ได้')
ON CONFLICT (type_code) DO UPDATE SET
    type_name = EXCLUDED.type_name,
    description = EXCLUDED.description;

INSERT INTO inventory.distribution_types (type_code, type_name, description)
VALUES
    ('PERIODIC', 'เบิกตามรอบ', 'Regular request of a unit | เบิกตามรอบที่กำหนด'),
    ('STAT', 'เบิกด่วน', 'Urgent request | เบิกนอกรอบเพราะจำเป็นเร่งด่วน'),
    ('FLOOR', 'เติมยาสำรองหอผู้ป่วย', 'Floor stock of a ward | เติมยาสำรองประจำหอผู้ป่วย'),
    ('TRANSFER', 'โอนระหว่างคลัง', 'Between stores | โอนระหว่างคลังหรือห้องยา'),
    ('PCU', 'จ่ายให้ รพ.สต.', 'To health centres | สนับสนุน รพ.สต. ในเครือข่าย'),
    ('PRODUCE', 'เบิกเพื่อผลิตยา', 'For making drugs | วัตถุดิบของห้องผลิตยา'),
    ('LEND', 'ให้ยืม', 'Lent to another hospital | ให้หน่วยบริการอื่นยืม'),
    ('SUPPORT', 'สนับสนุนหน่วยงานภายนอก',
     'Given to outside bodies | บริจาคหรือสนับสนุนหน่วยงานภายนอก')
ON CONFLICT (type_code) DO UPDATE SET
    type_name = EXCLUDED.type_name,
    description = EXCLUDED.description;
