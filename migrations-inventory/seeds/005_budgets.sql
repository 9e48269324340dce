-- Which type of money pays for which category of goods. The row is only the link of the two.
INSERT INTO inventory.budgets (budget_type_id, budget_category_id)
SELECT type.id, category.id
FROM (
    VALUES
        ('OPD', 'DRUG'),
        ('OPD', 'MED_SUP'),
        ('OPD', 'CHEM'),
        ('OPD', 'DENTAL'),
        ('OPD', 'LAB'),
        ('OPD', 'XRAY'),
        ('NHSO', 'DRUG'),
        ('NHSO', 'MED_SUP'),
        ('NHSO', 'CHEM'),
        ('NHSO', 'DENTAL'),
        ('NHSO', 'LAB'),
        ('NHSO', 'XRAY'),
        ('UC', 'DRUG'),
        ('UC', 'MED_SUP'),
        ('UC', 'CHEM'),
        ('UC', 'DENTAL'),
        ('UC', 'LAB'),
        ('UC', 'XRAY'),
        ('LGO', 'DRUG'),
        ('LGO', 'MED_SUP'),
        ('LGO', 'CHEM'),
        ('LGO', 'DENTAL'),
        ('LGO', 'LAB'),
        ('LGO', 'XRAY'),
        ('SSO', 'DRUG'),
        ('SSO', 'MED_SUP'),
        ('SSO', 'CHEM'),
        ('SSO', 'DENTAL'),
        ('SSO', 'LAB'),
        ('SSO', 'XRAY'),
        ('GOV', 'DRUG'),
        ('GOV', 'MED_SUP'),
        ('GOV', 'CHEM'),
        ('GOV', 'DENTAL'),
        ('GOV', 'LAB'),
        ('GOV', 'XRAY'),
        ('EMG', 'DRUG'),
        ('EMG', 'MED_SUP'),
        ('EMG', 'LAB'),
        ('INV', 'DENTAL'),
        ('INV', 'LAB'),
        ('INV', 'XRAY'),
        ('RES', 'DRUG'),
        ('RES', 'CHEM'),
        ('RES', 'LAB')
) AS shipped (type_code, category_code)
JOIN inventory.budget_types AS type ON type.type_code = shipped.type_code
JOIN inventory.budget_categories AS category
    ON category.category_code = shipped.category_code
ON CONFLICT (budget_type_id, budget_category_id) DO NOTHING;
