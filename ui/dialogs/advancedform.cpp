#include "ui/dialogs/advancedform.h"

#include "core/base/tr.h"
#include "ui/dialogs/formtools.h"
#include "ui/theme/theme.h"
#include "ui/widgets/card.h"
#include "ui/widgets/filefield.h"
#include "ui/widgets/foldout.h"

#include <QComboBox>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QRegularExpression>
#include <QSpinBox>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace aegisx::ui {

using namespace Qt::StringLiterals;
using postgres::ConnectionSettings;

namespace {

struct Target {
    QLatin1StringView keyword;
    QString (*words)();
};

const std::array targets {
    Target {""_L1, [] { return Tr::tr("The first that answers"); }},
    Target {"any"_L1, [] { return Tr::tr("Any (any)"); }},
    Target {"read-write"_L1, [] { return Tr::tr("One that can be written to (read-write)"); }},
    Target {"primary"_L1, [] { return Tr::tr("The primary server (primary)"); }},
    Target {"read-only"_L1, [] { return Tr::tr("One that can only be read (read-only)"); }},
    Target {"standby"_L1, [] { return Tr::tr("A standby (standby)"); }},
    Target {"prefer-standby"_L1, [] { return Tr::tr("A standby, else any (prefer-standby)"); }},
};

// As a conninfo text has it: quoted where it must be.
QString written(const QPair<QString, QString> &parameter)
{
    static const QRegularExpression harmless(uR"(\A[^\s'\\]+\z)"_s);
    QString value = parameter.second;
    if (!harmless.match(value).hasMatch()) {
        value.replace(u'\\', u"\\\\"_s).replace(u'\'', u"\\'"_s);
        value = u'\'' % value % u'\'';
    }
    return parameter.first % u'=' % value;
}

// The parameters alone; what has a field of its own is not among them.
bool namesOwnField(const ConnectionSettings &settings)
{
    ConnectionSettings rest = settings;
    rest.extra.clear();
    const auto nothing = postgres::settingsFromText(u"application_name=x"_s);
    ConnectionSettings empty = nothing.value_or(ConnectionSettings());
    empty.extra.clear();
    return !(rest == empty);
}

} // namespace

bool isSecretKeyword(const QString &keyword)
{
    return keyword.contains("password"_L1, Qt::CaseInsensitive)
        || keyword.contains("secret"_L1, Qt::CaseInsensitive)
        || keyword.startsWith("scram_"_L1, Qt::CaseInsensitive);
}

AdvancedForm::AdvancedForm(DialogService &dialogs, QWidget *parent)
    : QWidget(parent)
    , m_card(new Card(this))
    , m_foldout(new Foldout(this))
    , m_form(makeForm())
    , m_target(new QComboBox(this))
    , m_timeout(new QSpinBox(this))
    , m_passwordFile(new FileField(u"passwordFile"_s, dialogs, this))
    , m_extra(new QPlainTextEdit(this))
{
    setObjectName(u"advancedForm"_s);
    m_foldout->setObjectName(u"advancedFoldout"_s);
    m_foldout->button()->setObjectName(u"advancedToolButton"_s);
    m_target->setObjectName(u"targetComboBox"_s);
    makeShrinkable(m_target);
    for (const Target &target : targets)
        m_target->addItem(QString(), QString(target.keyword)); // {} would pass for an icon
    m_timeout->setObjectName(u"timeoutSpinBox"_s);
    m_timeout->setRange(1, 86400); // seconds
    m_extra->setObjectName(u"parametersPlainTextEdit"_s);
    m_extra->setTabChangesFocus(true);
    layOut();
    connect(m_target, &QComboBox::currentIndexChanged, this, &AdvancedForm::changed);
    connect(m_timeout, &QSpinBox::valueChanged, this, &AdvancedForm::changed);
    connect(m_passwordFile, &FileField::changed, this, &AdvancedForm::changed);
    connect(m_extra, &QPlainTextEdit::textChanged, this, &AdvancedForm::changed);
    connect(&Theme::instance(), &Theme::changed, this, &AdvancedForm::fitParameters);
}

// As high as five lines, in the text size that is set.
void AdvancedForm::fitParameters()
{
    m_extra->setFont(Theme::instance().fixedFont());
    const int height = QFontMetrics(m_extra->font()).lineSpacing() * 5;
    m_extra->setMinimumHeight(height);
    m_extra->setMaximumHeight(height);
}

void AdvancedForm::layOut()
{
    fitParameters();
    addField(m_form, m_target);
    addField(m_form, m_timeout);
    addField(m_form, m_passwordFile);
    addField(m_form, m_extra);
    m_foldout->body()->addLayout(m_form);
    m_card->body()->addWidget(m_foldout);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->addWidget(m_card);
}

void AdvancedForm::fill(const ConnectionSettings &settings)
{
    int target = m_target->count() - 1;
    while (target >= 0 && m_target->itemData(target).toString() != settings.targetSessionAttributes)
        --target;
    if (target < 0) { // of a newer libpq
        m_target->addItem(settings.targetSessionAttributes, settings.targetSessionAttributes);
        target = m_target->count() - 1;
    }
    m_target->setCurrentIndex(target);
    m_timeout->setValue(static_cast<int>(settings.connectTimeout.count()));
    m_passwordFile->setPath(settings.passwordFile);
    m_filled.clear();
    QStringList lines;
    for (const auto &parameter : settings.extra) {
        if (isSecretKeyword(parameter.first))
            continue;
        m_filled.append(parameter);
        lines << written(parameter);
    }
    m_filledText = lines.join(u'\n');
    m_extra->setPlainText(m_filledText);
    const ConnectionSettings usual;
    const bool unusual = !settings.targetSessionAttributes.isEmpty()
        || settings.connectTimeout != usual.connectTimeout || !settings.passwordFile.isEmpty()
        || !lines.isEmpty();
    m_foldout->setOpen(unusual);
}

Result<AdvancedForm::Parameters> AdvancedForm::parameters() const
{
    const QString text = m_extra->toPlainText();
    if (text == m_filledText)
        return m_filled;
    if (text.trimmed().isEmpty())
        return Parameters();
    const auto read = postgres::settingsFromText(text);
    if (!read)
        return fail(ErrorKind::InvalidInput,
                    Tr::tr("The further parameters cannot be read."),
                    read.error().message % u' ' % read.error().remedy);
    const bool holdsSecret =
        std::any_of(read->extra.begin(), read->extra.end(), [](const auto &parameter) {
            return isSecretKeyword(parameter.first);
        });
    if (holdsSecret || !read->password.isEmpty())
        return fail(ErrorKind::InvalidInput,
                    Tr::tr("A password cannot stand among the further parameters."),
                    Tr::tr("It would not be kept. Write the user's password into its own field."));
    if (namesOwnField(*read))
        return fail(ErrorKind::InvalidInput,
                    Tr::tr("One of the further parameters has a field of its own."),
                    Tr::tr("Host, port, database, user, TLS mode, certificates, time limit and "
                           "choice of the server are set in their fields."));
    return read->extra;
}

Result<void> AdvancedForm::check() const
{
    const auto read = parameters();
    return read ? Result<void>() : fail(read.error());
}

void AdvancedForm::writeTo(ConnectionSettings &settings) const
{
    settings.targetSessionAttributes = m_target->currentData().toString();
    settings.connectTimeout = std::chrono::seconds(m_timeout->value());
    settings.passwordFile = m_passwordFile->path();
    settings.extra = parameters().value_or(Parameters());
}

void AdvancedForm::focusParameters()
{
    m_foldout->setOpen(true);
    m_extra->setFocus();
}

void AdvancedForm::retranslate()
{
    m_foldout->setTitle(Tr::tr("Advanced"));
    setFieldLabel(m_form, m_target, Tr::tr("Of several hosts"));
    for (int i = 0; i < static_cast<int>(targets.size()); ++i)
        m_target->setItemText(i, targets.at(static_cast<size_t>(i)).words());
    setFieldLabel(m_form, m_timeout, Tr::tr("Time limit for connecting"));
    m_timeout->setSuffix(Tr::tr(" seconds"));
    setFieldLabel(m_form, m_passwordFile, Tr::tr("Password file"));
    m_passwordFile->setLabel(Tr::tr("Password file"));
    m_passwordFile->setFilter(Tr::tr("All files (*)"));
    m_passwordFile->edit()->setPlaceholderText(Tr::tr("optional"));
    setFieldLabel(m_form, m_extra, Tr::tr("Further parameters"));
    m_extra->setPlaceholderText(u"application_name=...\noptions='-c statement_timeout=0'"_s);
    m_extra->setToolTip(
        Tr::tr("Connection parameters of PostgreSQL (libpq), each as keyword=value."));
}

} // namespace aegisx::ui
