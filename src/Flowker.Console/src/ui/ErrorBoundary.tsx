import { Component, type ReactNode } from 'react';
import { Failure } from './Failure';

/** What one panel cannot draw blanks that panel alone. */
export class ErrorBoundary extends Component<{ readonly children: ReactNode }, { readonly error: Error | null }> {
  override state: { readonly error: Error | null } = { error: null };

  static getDerivedStateFromError(error: unknown): { readonly error: Error } {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override render(): ReactNode {
    return this.state.error === null ? (
      this.props.children
    ) : (
      <Failure error={this.state.error} retry={() => this.setState({ error: null })} />
    );
  }
}
