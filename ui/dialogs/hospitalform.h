#pragma once

#include "core/sites/siteprofile.h"

#include <QWidget>

class QComboBox;
class QFormLayout;
class QLineEdit;

namespace aegisx::ui {

class Card;

// Who the site belongs to: the hospital's names, its code, and what the site is for.
class HospitalForm final : public QWidget
{
    Q_OBJECT

public:
    explicit HospitalForm(QWidget *parent = nullptr);

    void fill(const sites::SiteProfile &profile);
    void writeTo(sites::SiteProfile &profile) const;
    [[nodiscard]] QLineEdit *nameEdit() const { return m_name; }
    [[nodiscard]] QFormLayout *form() const { return m_form; }
    void retranslate();

Q_SIGNALS:
    void changed();

private:
    Card *m_card;
    QFormLayout *m_form;
    QLineEdit *m_name;
    QLineEdit *m_nameEn;
    QLineEdit *m_code;
    QComboBox *m_environment;
};

} // namespace aegisx::ui
