#pragma once

#include <QFrame>
#include <QStringList>

class QLineEdit;

namespace aegisx::ui {

class WrappedLabel;

// Wants a name typed before something that cannot be had back, and says why.
class NameConfirmation final : public QFrame
{
    Q_OBJECT

public:
    explicit NameConfirmation(QWidget *parent = nullptr);

    void setNames(const QStringList &names); // any of them will do; empty ones do not count
    void setTexts(const QString &why, const QString &wish);
    [[nodiscard]] bool isConfirmed() const;
    void clear();

Q_SIGNALS:
    void changed();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QStringList m_names;
    WrappedLabel *m_why;
    WrappedLabel *m_wish;
    QLineEdit *m_field;
};

} // namespace aegisx::ui
