#include "ui/dialogs/questiondialog.h"

#include "core/base/tr.h"
#include "ui/site/siteheader.h"
#include "ui/theme/icons.h"
#include "ui/theme/spacing.h"
#include "ui/theme/style.h"
#include "ui/theme/theme.h"
#include "ui/widgets/taborder.h"
#include "ui/widgets/wrappedlabel.h"

#include <QBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QStyle>

namespace aegisx::ui {

using namespace Qt::StringLiterals;

namespace {

// The sentence, what is to be known besides, and at their left how grave it is.
QLayout *textsOf(const Question &question, QWidget *dialog)
{
    auto *picture = new QLabel(dialog);
    const int side = dialog->style()->pixelMetric(QStyle::PM_MessageBoxIconSize);
    picture->setPixmap(icon(Icon::Warning, question.meaning).pixmap(side));
    auto *text = new WrappedLabel(dialog);
    text->setObjectName(u"questionTextLabel"_s);
    text->setTextFormat(Qt::PlainText);
    text->setText(question.text);
    text->setFont(Theme::instance().headingFont(1.0));
    auto *detail = new WrappedLabel(dialog);
    detail->setObjectName(u"questionDetailLabel"_s);
    detail->setTextFormat(Qt::PlainText);
    detail->setText(question.detail);
    detail->setVisible(!question.detail.isEmpty());
    for (WrappedLabel *label : {text, detail})
        label->setSelectable(true);
    auto *texts = new QVBoxLayout;
    texts->setSpacing(spacing::Medium);
    texts->addWidget(text);
    texts->addWidget(detail);
    texts->addStretch(1);
    auto *row = new QHBoxLayout;
    row->setSpacing(spacing::Large);
    row->addWidget(picture, 0, Qt::AlignTop);
    row->addLayout(texts, 1);
    return row;
}

} // namespace

QuestionDialog::QuestionDialog(const Question &question, QWidget *parent) : QDialog(parent)
{
    setObjectName(u"questionDialog"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(question.title);
    auto *header = new SiteHeader(this);
    header->setProfile(*question.site);
    auto *no = new QPushButton(Tr::tr("Cancel"), this);
    no->setObjectName(u"cancelPushButton"_s);
    no->setDefault(true);
    auto *yes = new QPushButton(question.verb, this);
    yes->setObjectName(u"yesPushButton"_s);
    yes->setAutoDefault(false);
    setMeaning(yes, question.meaning);
    connect(no, &QPushButton::clicked, this, &QDialog::reject);
    connect(yes, &QPushButton::clicked, this, &QDialog::accept);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(spacing::Small);
    buttons->addStretch(1);
    buttons->addWidget(no);
    buttons->addWidget(yes);
    auto *content = new QVBoxLayout;
    content->setContentsMargins(spacing::Huge, spacing::Large, spacing::Huge, spacing::Large);
    content->setSpacing(spacing::Large);
    content->addLayout(textsOf(question, this), 1);
    content->addLayout(buttons);
    auto *all = new QVBoxLayout(this);
    all->setContentsMargins({});
    all->setSpacing(0);
    all->addWidget(header);
    all->addLayout(content, 1);
    setMinimumWidth(70 * fontMetrics().averageCharWidth());
    no->setFocus();
}

bool QuestionDialog::focusNextPrevChild(bool next)
{
    return focusNeighbour(this, next);
}

} // namespace aegisx::ui
