#include "ui/dialogs/tlsform.h"

#include "core/base/tr.h"
#include "ui/dialogs/formtools.h"
#include "ui/widgets/card.h"
#include "ui/widgets/filefield.h"

#include <QComboBox>
#include <QLabel>
#include <QVBoxLayout>

namespace aegisx::ui {

using namespace Qt::StringLiterals;
using postgres::TlsMode;

namespace {

constexpr std::array modes {TlsMode::Disable,
                            TlsMode::Allow,
                            TlsMode::Prefer,
                            TlsMode::Require,
                            TlsMode::VerifyCa,
                            TlsMode::VerifyFull};

// libpq's own word stands behind, for whoever follows a manual.
QString wordsFor(TlsMode mode)
{
    switch (mode) {
    case TlsMode::Disable:
        return Tr::tr("Never encrypt (disable)");
    case TlsMode::Allow:
        return Tr::tr("Only where the server insists (allow)");
    case TlsMode::Prefer:
        return Tr::tr("Where the server offers it (prefer)");
    case TlsMode::Require:
        return Tr::tr("Always encrypt (require)");
    case TlsMode::VerifyCa:
        return Tr::tr("Always, and check the issuer of the certificate (verify-ca)");
    case TlsMode::VerifyFull:
        return Tr::tr("Always, and check issuer and host name (verify-full)");
    }
    return {};
}

} // namespace

TlsForm::TlsForm(DialogService &dialogs, QWidget *parent)
    : QWidget(parent)
    , m_card(new Card(this))
    , m_form(makeForm())
    , m_mode(new QComboBox(this))
    , m_rootCertificate(new FileField(u"rootCertificate"_s, dialogs, this))
    , m_certificate(new FileField(u"certificate"_s, dialogs, this))
    , m_key(new FileField(u"key"_s, dialogs, this))
{
    setObjectName(u"tlsForm"_s);
    m_mode->setObjectName(u"tlsModeComboBox"_s);
    makeShrinkable(m_mode);
    for (const TlsMode mode : modes)
        m_mode->addItem({}, static_cast<int>(mode));
    addField(m_form, m_mode);
    for (FileField *field : {m_rootCertificate, m_certificate, m_key}) {
        addField(m_form, field);
        connect(field, &FileField::changed, this, &TlsForm::changed);
    }
    m_card->body()->addLayout(m_form);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->addWidget(m_card);
    connect(m_mode, &QComboBox::currentIndexChanged, this, [this] {
        showFiles();
        Q_EMIT changed();
    });
}

void TlsForm::fill(const postgres::ConnectionSettings &settings)
{
    m_mode->setCurrentIndex(m_mode->findData(static_cast<int>(settings.tlsMode)));
    m_rootCertificate->setPath(settings.tlsRootCertificate);
    m_certificate->setPath(settings.tlsCertificate);
    m_key->setPath(settings.tlsKey);
    showFiles();
}

void TlsForm::writeTo(postgres::ConnectionSettings &settings) const
{
    settings.tlsMode = static_cast<TlsMode>(m_mode->currentData().toInt());
    settings.tlsRootCertificate = m_rootCertificate->path();
    settings.tlsCertificate = m_certificate->path();
    settings.tlsKey = m_key->path();
}

void TlsForm::showFiles()
{
    const auto mode = static_cast<TlsMode>(m_mode->currentData().toInt());
    const bool strict = mode >= TlsMode::Require;
    const bool given = !m_rootCertificate->path().isEmpty() || !m_certificate->path().isEmpty()
        || !m_key->path().isEmpty();
    for (FileField *field : {m_rootCertificate, m_certificate, m_key}) {
        field->setVisible(strict || given);
        m_form->labelForField(field)->setVisible(strict || given);
    }
}

void TlsForm::retranslate()
{
    m_card->setTitle(Tr::tr("Encryption (TLS)"));
    setFieldLabel(m_form, m_mode, Tr::tr("TLS mode"));
    for (int i = 0; i < m_mode->count(); ++i)
        m_mode->setItemText(i, wordsFor(modes.at(static_cast<size_t>(i))));
    const QString filter = Tr::tr("Certificates and keys (*.pem *.crt *.cer *.key);;All files (*)");
    const auto name = [this, &filter](FileField *field, const QString &label) {
        setFieldLabel(m_form, field, label);
        field->setLabel(label);
        field->setFilter(filter);
    };
    name(m_rootCertificate, Tr::tr("Root certificate"));
    name(m_certificate, Tr::tr("Client certificate"));
    name(m_key, Tr::tr("Client key"));
}

} // namespace aegisx::ui
