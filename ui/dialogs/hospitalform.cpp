#include "ui/dialogs/hospitalform.h"

#include "core/base/tr.h"
#include "ui/dialogs/formtools.h"
#include "ui/models/sitesmodel.h"
#include "ui/theme/icons.h"
#include "ui/widgets/card.h"

#include <QComboBox>
#include <QLineEdit>
#include <QVBoxLayout>

namespace aegisx::ui {

using namespace Qt::StringLiterals;

HospitalForm::HospitalForm(QWidget *parent)
    : QWidget(parent)
    , m_card(new Card(this))
    , m_form(makeForm())
    , m_name(new QLineEdit(this))
    , m_nameEn(new QLineEdit(this))
    , m_code(new QLineEdit(this))
    , m_environment(new QComboBox(this))
{
    setObjectName(u"hospitalForm"_s);
    m_name->setObjectName(u"nameLineEdit"_s);
    m_nameEn->setObjectName(u"nameEnLineEdit"_s);
    m_code->setObjectName(u"codeLineEdit"_s);
    m_environment->setObjectName(u"environmentComboBox"_s);
    for (const Environment one :
         {Environment::Production, Environment::Test, Environment::Practice}) {
        const PillLook look = pillOf(one);
        m_environment->addItem(icon(look.icon, look.meaning), {}, static_cast<int>(one));
    }
    addField(m_form, m_name);
    addField(m_form, m_nameEn);
    addField(m_form, m_code);
    addField(m_form, m_environment);
    m_card->body()->addLayout(m_form);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->addWidget(m_card);
    for (const QLineEdit *edit : {m_name, m_nameEn, m_code})
        connect(edit, &QLineEdit::textChanged, this, &HospitalForm::changed);
    connect(m_environment, &QComboBox::currentIndexChanged, this, &HospitalForm::changed);
}

void HospitalForm::fill(const sites::SiteProfile &profile)
{
    m_name->setText(profile.name);
    m_nameEn->setText(profile.nameEn);
    m_code->setText(profile.code);
    m_environment->setCurrentIndex(m_environment->findData(static_cast<int>(profile.environment)));
}

void HospitalForm::writeTo(sites::SiteProfile &profile) const
{
    profile.name = m_name->text();
    profile.nameEn = m_nameEn->text();
    profile.code = m_code->text();
    profile.environment = static_cast<Environment>(m_environment->currentData().toInt());
}

void HospitalForm::retranslate()
{
    m_card->setTitle(Tr::tr("Hospital"));
    setFieldLabel(m_form, m_name, Tr::tr("Hospital name"));
    setFieldLabel(m_form, m_nameEn, Tr::tr("Name in English"));
    setFieldLabel(m_form, m_code, Tr::tr("Hospital code"));
    setFieldLabel(m_form, m_environment, Tr::tr("Environment"));
    m_nameEn->setPlaceholderText(Tr::tr("optional"));
    m_code->setPlaceholderText(Tr::tr("optional"));
    for (int i = 0; i < m_environment->count(); ++i) {
        const auto one = static_cast<Environment>(m_environment->itemData(i).toInt());
        m_environment->setItemText(i, pillOf(one).text);
    }
}

} // namespace aegisx::ui
