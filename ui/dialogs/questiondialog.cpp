#include "ui/dialogs/questiondialog.h"

#include "ui/theme/icons.h"
#include "ui/theme/spacing.h"
#include "ui/theme/style.h"
#include "ui/theme/theme.h"
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

QuestionDialog::QuestionDialog(const Question &question, QWidget *parent)
    : SiteDialog(*question.site, parent)
{
    setObjectName(u"questionDialog"_s);
    setWindowTitle(question.title);
    content()->addLayout(textsOf(question, this), 1);
    cancelButton()->setDefault(true);
    goButton()->setObjectName(u"yesPushButton"_s);
    goButton()->setText(question.verb);
    setMeaning(goButton(), question.meaning);
    connect(goButton(), &QPushButton::clicked, this, &QDialog::accept);
    cancelButton()->setFocus();
}

} // namespace aegisx::ui
